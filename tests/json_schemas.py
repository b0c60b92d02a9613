"""A JSON schema's own judge. It is loaded by the test that asks: it takes two seconds, and every worker reads every test file."""

import json
from functools import cache
from typing import Any


def is_schema(schema: bytes) -> bool:
    """Raises jsonschema.SchemaError, which says what does not fit, and where."""
    _judge(schema)
    return True


def hold_against(schema: bytes, document: Any) -> None:
    """Formats included. Raises ValueError, which says what does not fit, and where."""
    from jsonschema import ValidationError

    try:
        _judge(schema).validate(document)
    except ValidationError as wrong:
        raise ValueError(str(wrong)) from wrong


@cache
def _judge(schema: bytes) -> Any:
    from jsonschema import Draft202012Validator

    read = json.loads(schema)
    Draft202012Validator.check_schema(read)
    return Draft202012Validator(read, format_checker=Draft202012Validator.FORMAT_CHECKER)
