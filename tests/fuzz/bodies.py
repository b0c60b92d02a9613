"""Teaches schemathesis what it cannot know of our server: how to write a body in msgpack, and that a held question would hold up the run.

Schemathesis itself loads this file (SCHEMATHESIS_HOOKS), in the fuzzers' own virtual environment.
"""

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

import msgspec
import schemathesis

QUERY_LEN_MAX = 8000
"""The longest query that is sent. aiohttp itself refuses a request line of more than 8190 bytes (`max_line_size`), in plain text and before
our server is asked.
"""


@schemathesis.serializer("application/msgpack")
def as_msgpack(_context: Any, value: Any) -> bytes:
    """Write a body in msgpack. What the document writes as base64 becomes bytes."""
    return msgspec.msgpack.encode(_binary(value))


@schemathesis.hook
def before_call(_context: Any, case: Any, _arguments: dict[str, Any]) -> None:
    """Ask for no long poll, unless the value is no number. Send no query that aiohttp would refuse itself."""
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
