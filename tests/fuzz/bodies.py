"""What schemathesis cannot know of our server: how a body lies in msgpack, and that a held question would hold up the run.

Loaded by schemathesis itself (SCHEMATHESIS_HOOKS), in the fuzzers' own virtual environment.
"""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

import msgspec
import schemathesis

QUERY_LEN_MAX = 8000
"""aiohttp refuses a request line of more than 8190 bytes itself (`max_line_size`), in plain text and before our server is asked."""


@schemathesis.serializer("application/msgpack")
def as_msgpack(_context: Any, value: Any) -> bytes:
    """What the document writes as base64 is binary."""
    return msgspec.msgpack.encode(_binary(value))


@schemathesis.hook
def before_call(_context: Any, case: Any, _arguments: dict[str, Any]) -> None:
    """No long poll; what is no number stays as it is. No question that aiohttp would not let through."""
    if case.query and len(urlencode(case.query, doseq=True)) > QUERY_LEN_MAX:
        case.query.clear()
    if case.query and str(case.query.get("wait_s", "")).isdecimal():
        case.query["wait_s"] = "0"


def _binary(value: Any) -> Any:
    match value:
        case dict():
            return {name: _binary(each) for name, each in value.items()}
        case list():
            return [_binary(each) for each in value]
        case str():
            try:
                return base64.b64decode(value, validate=True)
            except (binascii.Error, ValueError):
                return value
        case int() if not -(2**63) <= value < 2**64:  # msgpack has no larger number
            return 0
    return value
