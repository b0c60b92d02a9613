"""Turns a plan into canonical bytes and back. In this form a plan is adopted, digested and kept. Knows neither the file nor the logbook.

The bytes are sorted JSON, so that a record opened in twenty years can be read without this software. Documents already adopted must
stay readable: a change of the plan's shape gets a new version here, and the readers of all older versions stay. A new field needs no
new version if its default is what every older document meant. Such a field is left out where it has its default, so that an unchanged
plan keeps its bytes and its digest.
"""

import hashlib

import msgspec

from appliance.plan.model import Plan

FORMAT = "handbell-plan"
VERSION = 1

PLAN_DOCUMENT_BYTES_MAX = 1024 * 1024
"""The desk line takes this much in one frame from the person who adopts. 1,000 rooms with two buttons of four contacts each are 0.7 MiB.
"""


class PlanDocumentError(ValueError):
    """The bytes are not a plan document that this software can read; the message says why."""


class _Label(msgspec.Struct, frozen=True):
    """The fields that every version has. They tell which reader is the right one."""

    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True):
    format: str
    plan: Plan
    version: int


def to_document(plan: Plan) -> bytes:
    """Give the canonical bytes of a plan: equal plans give equal bytes, on every machine."""
    return msgspec.json.encode(_DocumentV1(FORMAT, plan, VERSION), order="sorted")


def from_document(document: bytes) -> Plan:
    """Read the plan in a document. Raises PlanDocumentError. Does not say whether the plan is sound (`check` does)."""
    if len(document) > PLAN_DOCUMENT_BYTES_MAX:
        raise PlanDocumentError(
            f"The plan document is {len(document):,} bytes; at most {PLAN_DOCUMENT_BYTES_MAX:,} are read."
        )
    try:
        label = msgspec.json.decode(document, type=_Label)
        if label.format != FORMAT:
            raise PlanDocumentError(
                f"This is not a plan document: its format is {label.format[:40]!r}, not {FORMAT!r}."
            )
        if label.version != VERSION:
            raise PlanDocumentError(
                f"This plan document has version {label.version}; this software reads version {VERSION}. Update the box first."
            )
        return msgspec.json.decode(document, type=_DocumentV1).plan
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise PlanDocumentError(f"The plan document cannot be read: {error}.") from error


def digest(document: bytes) -> str:
    """Give the SHA-256 of a document, in hex. The record names a plan by it."""
    return hashlib.sha256(document).hexdigest()
