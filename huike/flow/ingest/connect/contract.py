"""What a kind of platform says of itself and hands over. A new kind needs to know this page only.

A kind asks its platform and puts the answers into the records below; it writes nothing, keeps
nothing, and waits for nobody. When to ask, where to go on after a crash, how to wait, and how
records become facts exactly once is the framework's (`syncing`, `landing`).
"""

import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Literal, Protocol

from huike.base.kernel.errors import HuikeError
from huike.flow.ingest.connect.beside import Parcel
from huike.flow.ingest.connect.calling import Call, Consent, Notice
from huike.flow.ingest.connect.files import FileClient
from huike.flow.ingest.connect.rules import reading


class Trouble(HuikeError):
    """A platform did not give what it was asked for. Its subclasses say what to do.

    `code` is looked up in the console's words of refusals; `detail` must hold no secret and
    nothing of a customer. Anything else that a client raises counts as a fault of ours: it is
    logged, and tried again later.

    Trouble
    ├── ConnectorDown   nobody answered, or 5xx: tried again, ever later, without end
    │   └── Unsound     it answered, but contradicts itself: tried again, nothing is skipped
    ├── RateLimited     too many calls: asked again after so many seconds
    │   └── Preparing   nothing is wrong: what was asked for is not ready yet
    ├── TokenExpired    access has ended: rests until a person gives new settings
    └── Refused         it will never give that as things are: rests until a person changes them
    """

    status = 502
    code = "connector_trouble"


class ConnectorDown(Trouble):
    code = "connector_down"
    may_retry: ClassVar[bool] = True


class Unsound(ConnectorDown):
    code = "connector_unsound"


class RateLimited(Trouble):
    status = 429
    code = "connector_rate_limited"
    may_retry: ClassVar[bool] = True

    def __init__(self, detail: str = "Too many calls", *, after: float = 60.0, **more: Any) -> None:
        super().__init__(detail, **more)
        self.after = after


class Preparing(RateLimited):
    code = "connector_prepares"


class TokenExpired(Trouble):
    code = "connector_token_expired"


class Refused(Trouble):
    code = "connector_refused"


class BadSignature(HuikeError):
    """A call that says to come from the platform was not signed by it."""

    status = 401
    code = "bad_signature"


# Amounts are exact, in whole units of the record's currency (¥12.30 is Decimal("12.30")).
# Times are aware; a platform's naive local time is turned into one by its kind.

What = Literal["products", "customers", "orders", "refunds", "reviews"]
Scope = Literal["everywhere", "app", "shop"]  # where the same text means the same person


@dataclass(frozen=True)
class Key:
    """Something to know a buyer by. Never a masked text (`138****0000`), never an `oaid`.

    `kind`: email, phone (both everywhere), user_id (the shop's own number for an account), or the
    platform's word for its id: ouid, omid, open_uid, openid, unionid, …
    """

    kind: str
    value: str
    scope: Scope = "shop"


@dataclass(frozen=True, kw_only=True)
class Person:
    """A buyer, by what the platform lets us know; nothing at all is all right."""

    keys: tuple[Key, ...] = ()
    name: str = ""  # in plain only: where it comes masked, leave it out
    attributes: Mapping[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of an order."""

    sku: str  # the merchant's code if there is one, else the platform's id of the variant
    quantity: int = 1
    price: Decimal | None = None  # of a piece, before discounts
    paid: Decimal | None = None  # for the whole line after all discounts, where it is known
    title: str = ""
    category: str = ""


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came in for an order."""

    amount: Decimal
    method: str = ""
    at: datetime | None = None
    payment_no: str = ""


# unpaid: asked for. paid: also where only a part was sent out of. signed: received, or finished.
# closed: it came to nothing (never paid, cancelled, or given back whole).
State = Literal["unpaid", "paid", "shipped", "signed", "closed"]
# What became of a refund: money moves only with `done`.
RefundState = Literal["asked", "done", "refused"]


@dataclass(frozen=True, kw_only=True)
class Refund:
    """Money that goes back. The same `refund_no` always means the same refund."""

    refund_no: str
    order_no: str
    state: RefundState
    amount: Decimal
    at: datetime  # when it was done (or asked for, until then)
    updated_at: datetime  # the platform's own time of its last change: the version
    currency: str = ""  # "" = the shop's
    lines: tuple[Line, ...] = ()  # what came back, where it is known: sku and quantity


@dataclass(frozen=True, kw_only=True)
class Order:
    """An order as it stands now, as a whole: it replaces what was known of it before.

    `total` is what the buyer pays or has paid for it, shipping and tax included, before refunds.
    `updated_at` is the platform's own time of its last change: of two, the later one counts,
    whatever came first; of one time, what was fetched last.
    """

    order_no: str
    state: State
    created_at: datetime
    updated_at: datetime
    total: Decimal
    currency: str = ""  # "" = the shop's
    discount: Decimal = Decimal(0)  # of the whole order; not what `Line.paid` has taken off already
    shipping: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)  # only what comes on top of prices
    buyer: Person | None = None
    lines: tuple[Line, ...] = ()
    # None: refunds are fetched by themselves. A tuple: all there are, and one that is gone is gone.
    refunds: tuple[Refund, ...] | None = None
    payments: tuple[Payment, ...] = ()
    coupons: tuple[str, ...] = ()  # codes or names of what was used
    paid_at: datetime | None = None
    shipped_at: datetime | None = None
    signed_at: datetime | None = None
    closed_at: datetime | None = None
    channel: Literal["online", "store"] = "online"
    store: str = ""  # where it was sold, by name
    cashier: str = ""  # a number or code of staff, no name
    # What the buyer was asked for, where that was in another currency.
    shown: tuple[Decimal, str] | None = None
    carriers: tuple[str, ...] = ()  # who brings it, by name
    parcels: tuple[Parcel, ...] = ()
    is_test: bool = False  # test orders of the platform are not landed


@dataclass(frozen=True, kw_only=True)
class Product:
    """A product, or a variant where these have codes of their own."""

    sku: str
    title: str
    updated_at: datetime
    category: str = ""
    brand: str = ""
    department: str = ""
    price: Decimal | None = None
    currency: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    is_gone: bool = False  # deleted at the platform
    stock: int | None = None  # pieces that can be sold


@dataclass(frozen=True, kw_only=True)
class Customer:
    """Somebody whom the platform lists as a customer or member, with or without an order."""

    person: Person
    updated_at: datetime
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Review:
    """What somebody wrote of a product; its words are sealed with whoever wrote them."""

    review_no: str
    sku: str
    at: datetime
    updated_at: datetime
    stars: int = 0  # 1 to 5; 0: none given
    words: str = ""
    author: Person | None = None


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What to fetch: everything that changed from `since` until `until`, both included.

    `is_backfill`: by the time it was made rather than changed, if the platform tells the two apart
    and has a better way for history; of products and customers it means all there are. `resume` is
    what an earlier page of the same span ended with; the page after it comes first. A span is begun
    again from "" when the platform lost its place.
    """

    what: What
    since: datetime
    until: datetime
    is_backfill: bool = False
    resume: str = ""


@dataclass(frozen=True)
class Unreadable:
    """A record that cannot be what it should be; the others of its page land all the same."""

    what: What
    number: str  # the order's, the refund's, the sku; "" where not even that can be read
    reason: str  # of `ingest.rules.reasons`
    where: str = ""  # the platform's name of the field


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some records; the framework lands them whole, then keeps `resume`, in one step.

    A page may hold records that were in another one already, or none at all. Pages must not skip:
    where rows may shift while they are read, read so that they shift towards what is still to come
    (by key, or from the last page to the first). `resume` differs from page to page of a span.
    """

    resume: str
    orders: Sequence[Order] = ()
    refunds: Sequence[Refund] = ()
    products: Sequence[Product] = ()
    customers: Sequence[Customer] = ()
    reviews: Sequence[Review] = ()
    unreadable: Sequence[Unreadable] = ()
    done: int = 0  # of this span so far, for the progress bar
    total: int | None = None


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What a test of the connection found out."""

    shop: str  # its name at the platform
    may: tuple[What, ...]  # what the given access may read
    notes: tuple[str, ...] = ()  # codes of words in the console, e.g. "orders_of_60_days_only"


class Client(Protocol):
    """A kind at work for one connection, for one run."""

    def check(self) -> Checked:
        """Ask for the least there is; raises what is wrong."""

    def pages(self, ask: Ask) -> Iterator[Page]:
        """The pages of a span, to the end. An iterator that ends says: that was all."""


@dataclass(frozen=True)
class Reply:
    """An answer that came over the wire; any status below 500 but 429."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes

    def json(self) -> Any:
        """The body as JSON with exact decimals; `Unsound` where it is none."""
        try:
            return reading.exact_json(self.body)
        except ValueError:
            raise Unsound("The answer is not JSON", code="connector_not_json") from None


class Web(Protocol):
    """Calls to the platform: only to public addresses, bounded in time and size, at the kind's
    pace. Raises `ConnectorDown` (no answer, 5xx) and `RateLimited` (429, or 503 with Retry-After);
    every other answer is the client's to judge."""

    def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,  # sent as application/x-www-form-urlencoded
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One call; redirects are not followed."""

    def lines(self, url: str) -> Iterator[bytes]:
        """The lines of a long document, as they come."""

    def rest(self, seconds: float) -> None:
        """Make no call for so long."""

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection for what is not HTTP, with a time limit set."""


Settings = Mapping[str, str]  # by the names of the kind's fields; secrets in plain


@dataclass(frozen=True)
class Tools:
    """What a client is given."""

    web: Web
    now: Callable[[], datetime]
    # Keep settings that were renewed (an access token by its refresh token), sealed, before they
    # are used: also if the process dies at the next line.
    renew: Callable[[Settings], None]
    hook_url: str = ""  # where the platform may call us


@dataclass(frozen=True)
class Words:
    """One thing in the two languages of the console."""

    zh: str
    en: str


@dataclass(frozen=True, kw_only=True)
class Field:
    """A setting of a connection."""

    name: str
    words: Words
    help: Words | None = None
    is_secret: bool = False  # sealed, and never shown again
    is_required: bool = True
    default: str = ""
    choices: tuple[str, ...] = ()  # shown as they are
    is_renewed: bool = False  # kept by `Tools.renew`; nobody is asked for it
    # Makes the value where nobody gives one; it is shown once, when the connection is made.
    make: Callable[[], str] | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of platform: the one thing that a module of `kinds` must define, as `KIND`."""

    name: str  # lower case; stored: never given to another
    words: Words
    hint: Words  # one or two sentences: where to find what the form asks for
    fields: tuple[Field, ...]
    fetches: tuple[What, ...]  # in the order in which they are read
    open: Callable[[Settings, Tools], Client] | None = None
    # Instead of `open`: the platform hands over files; `fetches` says of what sort (one).
    open_files: Callable[[Settings, Tools], FileClient] | None = None
    longest_span: timedelta | None = None  # the framework cuts what is longer
    overlap: timedelta = timedelta(minutes=10)  # read again: rows that came late to the platform
    oldest: timedelta | None = None  # how far back the platform answers at all
    every: timedelta = timedelta(minutes=10)  # between two syncs
    pace: float = 5.0  # calls a second at most, for one connection
    # What a webhook says; raises `BadSignature`. None: the kind has no webhooks. A kind that has
    # neither `open` nor `open_files` only listens.
    hear: Callable[[Settings, Call], Notice] | None = None
    # Its client has `tend() -> Tended`, which sees to it that the platform calls us.
    tends: bool = False
    # Whether settings go together, before they are kept; raises `Invalid` with the field's name.
    fit: Callable[[Settings], None] | None = None
