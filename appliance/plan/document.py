"""A plan as canonical bytes, the form in which it is adopted, digested and kept. Knows neither the file nor the logbook.

Sorted JSON, so that a record opened in twenty years can be read without this software. Documents already adopted must stay
readable: a change of the plan's shape gets a new version here and keeps the reader of every older one. A new field whose default
is what every older document meant is no such change: it is left out where it has its default, so that an unchanged plan keeps its
bytes and its digest.
"""

import hashlib

import msgspec

from appliance.plan.model import Plan

FORMAT = "handbell-plan"
VERSION = 1

PLAN_DOCUMENT_BYTES_MAX = 1024 * 1024
"""What the desk line takes in one frame from whoever adopts. 1,000 rooms with two buttons of four contacts each are 0.7 MiB."""


class PlanDocumentError(ValueError):
    """These bytes are not a plan document this software can read; the message says why."""


class _Label(msgspec.Struct, frozen=True):
    """What every version has: enough to tell which reader is right."""

    format: str
    version: int


class _DocumentV1(msgspec.Struct, frozen=True):
    format: str
    plan: Plan
    version: int


def to_document(plan: Plan) -> bytes:
    """Canonical bytes: equal plans give equal bytes, on every machine."""
    return msgspec.json.encode(_DocumentV1(FORMAT, plan, VERSION), order="sorted")


def from_document(document: bytes) -> Plan:
    """The plan in a document. Raises PlanDocumentError; says nothing about whether the plan is sound (`check` does)."""
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
    """SHA-256 of a document, in hex: the name under which a plan is known in the record."""
    return hashlib.sha256(document).hexdigest()
