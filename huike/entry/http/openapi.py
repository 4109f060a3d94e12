"""The OpenAPI document, without anything that changes from machine to machine."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from huike.entry.http.api import api

_PROBLEM = {
    "title": "Problem",
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "where": {"type": "string"},
        "mend": {"type": "string"},
        "params": {"type": "object"},
    },
}

_CSV = "text/csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Operations that answer with a file, and of which kinds.
_FILES = {
    "downloadExport": (_CSV, _XLSX, "application/vnd.apache.parquet"),
    "exportConsentProofs": (_CSV,),
    "exportEvents": (_CSV,),
    "exportQuarantine": (_CSV, _XLSX),
    "openCustomerAttachment": ("application/octet-stream",),
}


def schema() -> dict[str, Any]:
    """The document, with the refusals every operation may give."""
    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    components = found.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"bearer": []}]
    refusal = {
        "description": "Refused",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for operations in found["paths"].values():
        for operation in operations.values():
            for kind in _FILES.get(operation["operationId"], ()):
                binary = {"schema": {"type": "string", "format": "binary"}}
                operation["responses"]["200"].setdefault("content", {}).pop("application/json", 0)
                operation["responses"]["200"]["content"][kind] = binary
            for status in ("400", "401", "403", "404", "409", "413", "422", "429", "503"):
                operation["responses"].setdefault(status, refusal)
    return found


def text() -> str:
    """The document as it is kept in the repository."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def document(request: HttpRequest) -> HttpResponse:
    """GET /api/openapi.json."""
    return HttpResponse(text(), content_type="application/json")
