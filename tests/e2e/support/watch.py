"""What goes wrong inside a page without anybody seeing it: collected, and a failure at the end."""

from weakref import WeakKeyDictionary

from playwright.sync_api import ConsoleMessage, Page, Response

# The browser logs every answer over 399 as an error; which are wrong, the test itself says.
_ANSWER_LOG = "Failed to load resource"


class Watch:
    """The troubles of one page."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.expected: set[int] = set()

    def expect_status(self, *statuses: int) -> None:
        """These answers are part of the test: a refused sign-in, a page that is not there."""
        self.expected.update(statuses)

    def begin(self) -> None:
        """Forget what was: the page goes on to another address."""
        self.troubles.clear()
        self.expected.clear()

    def check(self) -> None:
        """Fail when anything was collected."""
        assert not self.troubles, "inside the page:\n" + "\n".join(self.troubles)

    def heard(self, message: ConsoleMessage) -> None:
        """An error or warning in the console."""
        if message.type in ("error", "warning") and not message.text.startswith(_ANSWER_LOG):
            self.troubles.append(f"console {message.type}: {message.text[:800]}")

    def answered(self, response: Response) -> None:
        """An answer of the server that is a refusal nobody expected."""
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")


_WATCHES: WeakKeyDictionary[Page, Watch] = WeakKeyDictionary()


def watch_over(page: Page) -> Watch:
    """Begin to collect: policy violations, uncaught errors, console errors, refused requests."""
    watch = Watch()
    _WATCHES[page] = watch
    page.expose_binding(
        "huikeViolation", lambda _source, text: watch.troubles.append(f"policy: {text}")
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => window.huikeViolation("
        "`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}"
        " ${event.sample}`))"
    )
    page.on("pageerror", lambda error: watch.troubles.append(f"uncaught: {error}"))
    page.on("console", watch.heard)
    page.on("response", watch.answered)
    return watch


def watch_of(page: Page) -> Watch:
    """The watch over a page, to tell it what the test expects."""
    return _WATCHES[page]
