"""The HTTP API: every stage's router in one place, errors in one shape."""

from typing import Any

import structlog
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from pydantic import ValidationError as PydanticError

from huike import __version__
from huike.base.access import http as access
from huike.base.jobs import http as jobs
from huike.base.kernel.errors import HuikeError, Invalid, NotFound
from huike.base.webhooks import http as webhooks
from huike.entry.http import customers as about_customers
from huike.entry.http.auth import caller
from huike.entry.http.parser import Keepable
from huike.flow.consent import http as consent
from huike.flow.ingest import http as ingest
from huike.flow.journey import http as journey
from huike.flow.measurement import http as measurement
from huike.flow.message import http as message
from huike.flow.profile import http as profile
from huike.flow.segment import http as segment
from huike.library.commerce import http as commerce
from huike.library.commerce.categories import http as categories
from huike.library.commerce.products import http as products
from huike.library.content import http as content

log = structlog.get_logger(__name__)

api = NinjaAPI(
    parser=Keepable(),
    title="Huike",
    version=__version__,
    description="The HTTP API of Huike 回客. Every refusal is `application/problem+json`.",
    auth=caller,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)

# In the order of the flow; what several stages know of a customer comes last.
ROUTERS: list[tuple[str, Router]] = [
    ("", access.router),
    ("/jobs", jobs.router),
    ("/webhooks", webhooks.router),
    ("/shops", commerce.router),
    ("/products", products.router),
    ("/categories", categories.router),
    ("/imports", ingest.mends_router),  # its `quarantine` would be taken for the id of one
    ("/imports", ingest.router),
    ("/sources", ingest.sources_router),
    ("/connections", ingest.connections_router),
    ("/connections", ingest.privacy_router),
    ("/events", ingest.events_router),
    ("/tracking-plan", ingest.plan_router),
    ("/quality", ingest.quality_router),
    ("/row-rules", ingest.row_rules_router),
    ("/left-out", ingest.leaving_router),
    ("/customers", profile.router),
    ("/orders", profile.orders_router),
    ("/consent", consent.router),
    ("/segments", segment.router),
    ("/traits", segment.traits_router),
    ("/content", content.router),
    ("", message.router),
    ("/broadcasts", journey.router),
    ("/reports", measurement.router),
    ("/customers", about_customers.router),
]
for prefix, router in ROUTERS:
    api.add_router(prefix, router)


def problem(refusal: HuikeError) -> JsonResponse:
    """A refusal as problem+json (RFC 9457) with our code, place and mend."""
    body: dict[str, Any] = {
        "type": f"about:blank#{refusal.code}",
        "title": refusal.code.replace("_", " "),
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
        "where": refusal.where,
        "mend": refusal.mend,
        "params": refusal.params,
    }
    return JsonResponse(
        body,
        status=refusal.status,
        content_type="application/problem+json",
        json_dumps_params={"default": str},
    )


@api.exception_handler(HuikeError)
def _refused(request: HttpRequest, refusal: HuikeError) -> HttpResponse:
    return problem(refusal)


@api.exception_handler(HttpError)
def _malformed(request: HttpRequest, wrong: HttpError) -> HttpResponse:
    if isinstance(wrong.__cause__, HuikeError):  # a reader's own words about what it read
        return problem(wrong.__cause__)
    refusal = HuikeError(str(wrong), code="malformed")
    answer = problem(refusal)
    answer.status_code = wrong.status_code
    return answer


@csrf_exempt  # it changes nothing, and its answer shall be JSON as every other
def not_found(request: HttpRequest, address: str = "") -> HttpResponse:
    """An address under /api/ that is none."""
    return problem(NotFound("There is nothing at this address", where=request.path))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    return _not_valid(wrong.errors)


@api.exception_handler(PydanticError)
def _invalid_inside(request: HttpRequest, wrong: PydanticError) -> HttpResponse:
    return _not_valid(wrong.errors(include_url=False, include_context=False))


@api.exception_handler(OverflowError)
@api.exception_handler(DataError)
def _out_of_range(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """A number of more digits than a database keeps: there is nothing under it."""
    log.warning("number_out_of_range", path=request.path, problem=type(wrong).__name__)
    return problem(Invalid("A number is larger than any that is kept", code="number_out_of_range"))


def _not_valid(errors: Any) -> HttpResponse:
    first = errors[0]
    where = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    all_errors = [
        {"where": ".".join(str(p) for p in e["loc"]), "what": e["msg"]} for e in errors[:20]
    ]
    return problem(Invalid(str(first["msg"]), code="invalid_input", where=where, errors=all_errors))
