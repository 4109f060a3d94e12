"""What every answer of the console and the API carries, and a verb that an address lacks."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from huike.base.kernel.errors import WrongMethod
from huike.entry.http.api import problem

_API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


class SecurityHeaders:
    """No sniffing, no framing, no foreign scripts; pages that need more set their own policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then add what the answer lacks."""
        response = self._get_response(request)
        response.headers.setdefault("Content-Security-Policy", _API_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), microphone=(), geolocation=()"
        )
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Verbs:
    """An address of the API that does not take a verb says so as it says every refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; which verbs the address takes stays in `Allow`."""
        answer = self._get_response(request)
        if answer.status_code != 405 or not request.path.startswith("/api/"):
            return answer
        allowed = answer.headers.get("Allow", "")
        refused = problem(
            WrongMethod(
                f"{request.method} is not possible here; it takes {allowed}", where=request.path
            )
        )
        refused.headers["Allow"] = allowed
        return refused
