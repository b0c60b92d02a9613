"""A copy of an open record for a union representative: whether it is offered, on what basis, and for whom. Pure; makes no page."""

from collections.abc import Callable

import msgspec

from appliance.api.records.copies import CopyWanted
from appliance.api.records.messages import GiveCopy, RecordShown
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part, nobody_known
from appliance.flows.records.naming import named
from appliance.record.field_sets.making import LINE_MAX, NAME_MAX
from appliance.record.giving import CONSENT, TO
from appliance.record.words import Attempt

REMOVED = "details-removed"
NOT_YOURS = "A copy is given by an administrator, who signs in with their PIN."
TO_WHOM = "Type the name of the union representative who gets the copy."
WHOSE = "Type who consented in writing: a parent of each student, or the student."


class CopyOffered(msgspec.Struct, frozen=True):
    """A copy is wanted. On what basis and for whom is asked afterwards."""


OFFER = Option(CopyOffered(), "A copy for a union representative, without student details or with consent")
"""Stands below the ways on which a report goes."""


def offered(shown: RecordShown) -> tuple[Option, ...]:
    """Offer a copy to whoever may write down that it was given."""
    return (OFFER,) if TO in shown.writes else ()


def said(number: int, item: str) -> str:
    """Say what the box wrote down."""
    return f"Record {number} says now that this copy was given ({item})."


def _title(given: Given) -> str:
    assert given.record is not None, "a copy is made only of a record"
    return f"{named(given.record.record)}: COPY FOR A UNION REPRESENTATIVE"


def _bases(given: Given) -> tuple[Option, ...]:
    del given
    return (
        Option(
            REMOVED,
            "without the student's details",
            typed=("removed", "without"),
            line="Without everything about students, without names and without typed words",
        ),
        Option(
            CONSENT,
            "with written consent",
            typed=("consent", "with"),
            line="All that you may read: there is written consent for each student in it",
        ),
    )


def _refuses(why: str, most: int) -> Callable[[Given, str], str]:
    def refuses(given: Given, text: str) -> str:
        del given
        if not text.strip():
            return why
        return "" if len(text.strip()) <= most else f"At most {most} characters are kept here: shorten it."

    return refuses


def _no_consent(given: Given) -> bool:
    return given.parts.get("basis") != CONSENT


def _make(given: Given) -> GiveCopy | str:
    assert given.record is not None, "a copy is made only of a record"
    if not offered(given.record):
        return NOT_YOURS
    wanted = CopyWanted(to=given.parts["to"], basis=given.parts["basis"], consent_of=given.parts["consent_of"])
    return GiveCopy(request=0, incident=given.record.record.incident, wanted=wanted, attempt=Attempt(""))


COPY: Flow[GiveCopy] = Flow(
    "print copy",
    _make,
    (
        Part(
            "basis",
            "On what basis: without the student's details, or with written consent?",
            _bases,
            title=_title,
            know="The record says first to whom it is given, and on what basis.",
        ),
        Part(
            "consent_of",
            "Who consented in writing?",
            names=nobody_known,
            skipped=_no_consent,
            title=_title,
            label=lambda _: "Who consented in writing:",
            characters_max=NAME_MAX,
            refuses=_refuses(WHOSE, NAME_MAX),
            know=WHOSE,
        ),
        Part(
            "to",
            "Which union representative gets it? Their name.",
            names=nobody_known,
            title=_title,
            label=lambda _: "Who gets it:",
            characters_max=LINE_MAX,
            refuses=_refuses(TO_WHOM, LINE_MAX),
            know="ENTER gives it: then the record says so, and that does not go back.",
            enter="gives it",
            escape="does not",
        ),
    ),
)
