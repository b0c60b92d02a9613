"""Judges a JSON schema, and documents against it. Only the test that asks loads the judge: loading takes two seconds, and every worker
reads every test file.
"""

import json
from functools import cache
from typing import Any


def is_schema(schema: bytes) -> bool:
    """Check that this is a JSON schema. Raises jsonschema.SchemaError, which says what does not fit, and where."""
    _judge(schema)
    return True


def hold_against(schema: bytes, document: Any) -> None:
    """Check a document against a schema, formats included. Raises ValueError, which says what does not fit, and where."""
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
