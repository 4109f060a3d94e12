"""Every address of the Django side; the hot edges stand before it in asgi.py."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from huike.entry.http import console, health, hooks, openapi, signin
from huike.entry.http.api import api, not_found

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/openapi.json", openapi.document),
    path("api/v1/", api.urls),
    re_path(r"^api/(?P<address>[\s\S]*)$", not_found),
    path("hooks/<str:word>", hooks.hook),
    path("accounts/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("login/once/<str:secret>", signin.once),
    re_path(r"^(?P<address>[\s\S]*)$", console.page),
]
