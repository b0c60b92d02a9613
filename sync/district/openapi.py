"""Makes the OpenAPI document from the table of routes. Knows no handler and no request."""

from importlib.metadata import version
from typing import Any

import msgspec

from appliance.envelope.deposit import Refused
from sync.district.routes import Query, Route, refusals_of
from sync.protocol import BYTES, RETRY_LATER, status_of

_COMPONENTS = "#/components/schemas/{name}"
_ABOUT = """What buildings, the safety office and administrators ask of a Handbell district server.

Bodies in `application/msgpack` have the shape given here; what is a string in base64 there, is binary in msgpack. Who asks, stands in
the TLS client certificate, which the district's own authority issued.

Not in this document, because it cannot be said in it: `/v1/live` is a WebSocket for a building, on which small deposits and their
receipts go as the binary messages that `sync/live.py` describes. Whatever it takes, `/v1/deposits` takes as well."""


def document(routes: tuple[Route, ...]) -> bytes:
    """Give OpenAPI 3.1 in JSON: the same bytes for the same routes."""
    kinds = sorted({kind for route in routes for kind in (route.takes, route.gives) if kind} | {Refused}, key=_name)
    _, components = msgspec.json.schema_components(kinds, ref_template=_COMPONENTS)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Handbell district server", "version": version("handbell"), "description": _ABOUT},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"certificate": {"type": "mutualTLS"}}},
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def _name(kind: type[msgspec.Struct]) -> str:
    return kind.__name__


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.says,
        "operationId": f"{route.act.__module__.rpartition('.')[2].removesuffix('_door')}_{route.act.__name__}",
        "responses": {"200": _content("Done.", route.gives, route.language), **_refused(route)},
    }
    if route.roles:
        operation["security"] = [{"certificate": []}]
        operation["description"] = f"For a certificate of the role {', '.join(sorted(route.roles))}."
    if route.takes is not None:
        operation["requestBody"] = {"required": True} | _content("", route.takes, route.language)
    if route.query:
        operation["parameters"] = [_parameter(name, query) for name, query in route.query.items()]
    return operation


def _refused(route: Route) -> dict[str, Any]:
    by_status: dict[int, list[str]] = {}
    for code in refusals_of(route):
        by_status.setdefault(status_of(code), []).append(code)
    answers = {}
    for status, codes in sorted(by_status.items()):
        answer = _content(f"Refused: {', '.join(codes)}.", Refused, route.language)
        if any(code in RETRY_LATER for code in codes):
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
        answers[str(status)] = answer
    return answers


def _content(says: str, kind: type[msgspec.Struct] | None, language: str) -> dict[str, Any]:
    content: dict[str, Any] = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    if kind is not None:
        content = {language: {"schema": {"$ref": _COMPONENTS.format(name=kind.__name__)}}}
    return {"description": says, "content": content} if says else {"content": content}


def _parameter(name: str, query: Query) -> dict[str, Any]:
    schema: dict[str, Any]
    if query.most is not None:
        schema = {"type": "integer", "minimum": 0, "maximum": query.most, "default": query.default}
    elif query.hex_len:
        schema = {"type": "string", "pattern": f"^[0-9a-fA-F]{{{2 * query.hex_len}}}$"}
    else:
        schema = {"type": "string", "maxLength": query.length_max}
    return {"name": name, "in": "query", "required": query.default is None, "description": query.says, "schema": schema}
