"""Calling the API in tests as somebody of a role."""

import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from huike.base.access import actions
from huike.base.access.models import Workspace
from huike.base.access.rules import system_actor


class Caller:
    """A client with a token of one role in one workspace."""

    def __init__(
        self, workspace: Workspace, role: str = "owner", shop_ids: list[int] | None = None
    ) -> None:
        actor = system_actor(workspace.pk, "tests")
        _, text = actions.create_token(actor, name=role, role=role, shop_ids=shop_ids)
        self._client = Client(headers={"authorization": f"Bearer {text}"})

    def get(self, path: str, **params: Any) -> HttpResponse:
        """GET below /api/v1."""
        return self._client.get(f"/api/v1{path}", params)

    def send(self, method: str, path: str, body: Any = None) -> HttpResponse:
        """A JSON body by any method."""
        call = getattr(self._client, method)
        return call(f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")

    def upload(self, path: str, name: str, data: bytes) -> HttpResponse:
        """POST a file as a form of the browser does."""
        file = SimpleUploadedFile(name, data)
        return self._client.post(f"/api/v1{path}", {"file": file})

    def post(self, path: str, body: Any = None) -> HttpResponse:
        """POST a JSON body."""
        return self.send("post", path, body)
