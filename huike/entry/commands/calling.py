"""`huike api`: whatever the API can do, from the command line and without a server."""

import io
import json
import sys
from contextlib import closing
from typing import Any, cast
from urllib.parse import unquote_to_bytes, urlencode

import click

from huike.base.access.facade import system_actor, workspace_by_name
from huike.entry.http.auth import CALLER

_METHODS = ("get", "post", "put", "patch", "delete")


@click.command("api")
@click.argument("method", type=click.Choice(_METHODS, case_sensitive=False))
@click.argument("path")
@click.option("--workspace", required=True)
@click.option("--data", default="", help="A JSON body; @FILE reads it from there, - from the input")
@click.option("--query", multiple=True, metavar="NAME=VALUE", help="May be given several times")
def api_command(method: str, path: str, workspace: str, data: str, query: tuple[str, ...]) -> None:
    """Ask or change anything: `huike api get /customers --workspace Demo --query limit=5`.

    PATH is an address of the API, with or without /api/v1; `huike openapi` lists them all. The
    answer is printed as it is; a refusal ends with 1. A job that it starts is done by the worker.
    """
    actor = system_actor(workspace_by_name(workspace).id, "command line")
    status, answer = _ask(actor, method.upper(), _route(path), _pairs(query), _body(data))
    out = sys.stdout.buffer
    out.write(answer)
    if not answer.endswith(b"\n"):
        out.write(b"\n")
    out.flush()
    if status >= 400:
        raise click.exceptions.Exit(1)


def _route(path: str) -> str:
    under = "/" + path.lstrip("/")
    return under if under.startswith("/api/") else f"/api/v1{under}"


def _pairs(query: tuple[str, ...]) -> str:
    pairs = [one.partition("=") for one in query]
    for name, mark, _value in pairs:
        if not name or not mark:
            raise click.BadParameter("write NAME=VALUE", param_hint="--query")
    return urlencode([(name, value) for name, _mark, value in pairs])


def _body(data: str) -> bytes:
    text = data
    try:
        if data == "-" or data.startswith("@"):
            with click.open_file(data.removeprefix("@"), encoding="utf-8") as file:
                text = file.read()
        if text:
            json.loads(text)
    except OSError as wrong:
        raise click.BadParameter(
            f"{wrong.filename}: {wrong.strerror}", param_hint="--data"
        ) from None
    except ValueError as wrong:  # neither UTF-8 nor JSON
        raise click.BadParameter(f"not JSON: {wrong}", param_hint="--data") from None
    return text.encode()


def _ask(actor: Any, method: str, path: str, query: str, body: bytes) -> tuple[int, bytes]:
    from huike.entry.http.wsgi import application  # reads every route: only this word needs them

    told: list[str] = []
    address, _mark, asked = path.partition("?")
    environ = {
        CALLER: actor,
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote_to_bytes(address).decode("latin-1"),
        "QUERY_STRING": "&".join(one for one in (asked, query) if one),
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    answer = cast(Any, application)(environ, lambda status, *_more: told.append(status))
    with closing(answer) as parts:
        text = b"".join(parts)
    return int(told[0].split()[0]), text


COMMANDS = [api_command]
