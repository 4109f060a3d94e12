"""Expected refusals.

HuikeError 400
├── Unauthenticated 401   nobody is signed in
├── Forbidden 403         signed in, but not allowed
├── NotFound 404          not there, or of another workspace
├── WrongMethod 405       there, but it takes other verbs
├── Conflict 409          somebody else changed it, or it is in the wrong state
├── TooLarge 413          over a limit
├── Invalid 422           the input is wrong: what, where, how to mend
├── TooMany 429           try again later
└── Unavailable 503       something below is down; may be tried again
"""

from typing import Any, ClassVar


class HuikeError(Exception):
    """An expected refusal: what was refused, where, and how to mend it."""

    status: ClassVar[int] = 400
    code: str = "refused"
    may_retry: ClassVar[bool] = False

    def __init__(
        self, detail: str, *, code: str = "", where: str = "", mend: str = "", **params: Any
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or type(self).code
        self.where = where
        self.mend = mend
        self.params = params


class Unauthenticated(HuikeError):
    status = 401
    code = "unauthenticated"


class Forbidden(HuikeError):
    status = 403
    code = "forbidden"


class NotFound(HuikeError):
    status = 404
    code = "not_found"


class WrongMethod(HuikeError):
    status = 405
    code = "method_not_allowed"


class Conflict(HuikeError):
    status = 409
    code = "conflict"


class TooLarge(HuikeError):
    status = 413
    code = "too_large"


class Invalid(HuikeError):
    status = 422
    code = "invalid"


class TooMany(HuikeError):
    status = 429
    code = "too_many"
    may_retry = True


class Unavailable(HuikeError):
    status = 503
    code = "unavailable"
    may_retry = True
