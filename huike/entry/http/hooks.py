"""Where platforms call: the raw body is what they signed."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError, TooLarge
from huike.entry.http.api import problem
from huike.flow.ingest import facade as ingest

_MOST_BODY = 2 * 1024 * 1024


@csrf_exempt  # who calls is known by a signature
@require_POST
def hook(request: HttpRequest, word: str) -> HttpResponse:
    """Take a webhook of a connection."""
    try:
        if len(request.body) > _MOST_BODY:
            raise TooLarge("A call may hold 2 MiB", code="request_too_large")
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = {name: str(value) for name, value in request.GET.items()}
        call = ingest.PlatformCall(headers, request.body, clock.now(), query)
        ingest.hear(word, call)
    except HuikeError as refusal:
        return problem(refusal)
    return JsonResponse({})
