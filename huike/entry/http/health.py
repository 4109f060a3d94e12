"""Is it alive, is it ready, and how much has it done."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from huike.base.jobs.models import Job
from huike.base.warehouse import facade as warehouse

_JOBS = Gauge("huike_jobs", "Jobs by state", ["state"])


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> HttpResponse:
    """The database and the warehouse answer too."""
    parts = {"database": _database(), "warehouse": _warehouse()}
    is_ready = all(state == "ok" for state in parts.values())
    return JsonResponse(
        {"status": "ok" if is_ready else "waiting", **parts}, status=200 if is_ready else 503
    )


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus; only from this machine, since they need no sign-in."""
    if request.META.get("REMOTE_ADDR") not in ("127.0.0.1", "::1"):
        return HttpResponse(status=404)
    for state in (Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED):
        _JOBS.labels(state).set(Job.objects.filter(state=state).count())
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as problem:
        # Whatever the driver raises, the answer is the same: not ready.
        return type(problem).__name__
    return "ok"


def _warehouse() -> str:
    # Not a question to the engine: that would wait for one that is coming back.
    return "ok" if warehouse.is_up() else "down"
