"""The link that signs one person in once."""

from typing import cast

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from huike.base.access.actions import use_one_time_login


def once(request: HttpRequest, secret: str) -> HttpResponse:
    """Spend the link and open the console; a spent one leads to the login page."""
    staff = use_one_time_login(secret) if request.method == "GET" else None
    if staff is None:
        return HttpResponseRedirect("/login?spent=1")
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    login(request, cast("object", staff), backend=backend)  # type: ignore[arg-type]
    return HttpResponseRedirect("/")
