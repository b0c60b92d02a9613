"""The notice of an injury at work, out of an open record: whether there is one, and for whom it is. Pure; makes no page."""

import msgspec

from appliance.api.records.facts import RecordFacts
from appliance.api.records.injured import Hurt, staff_hurt
from appliance.api.records.messages import RecordShown
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.flows.records.naming import named
from appliance.record.words import ItemId

NOBODY_HURT = (
    "There is no notice to make: no injury of a member of staff is shown here. "
    "Write first who was hurt, and what they are at the school."
)


class NoticeOf(msgspec.Struct, frozen=True):
    """The notice is wanted, for this item of group "person"."""

    person: ItemId


OFFER = Option(NoticeOf(ItemId("")), "The notice of an injury at work, ready to sign: read, print, write to a file")
"""Stands below the ways on which a report goes. For whom the notice is, is asked afterwards."""


def offered(shown: RecordShown) -> tuple[Option, ...]:
    """Offer the notice where an injury of a member of staff is shown."""
    return (OFFER,) if staff_hurt(RecordFacts(shown)) else ()


def _hurt(given: Given) -> tuple[Hurt, ...]:
    assert given.record is not None, "a notice is made only with a record"
    return staff_hurt(RecordFacts(given.record))


def _whom(given: Given) -> tuple[Option, ...]:
    return tuple(Option(each.person, each.called, typed=(each.person,)) for each in _hurt(given))


def _title(given: Given) -> str:
    assert given.record is not None, "a notice is made only with a record"
    return f"{named(given.record.record)}: NOTICE OF AN INJURY AT WORK"


def _make(given: Given) -> NoticeOf | str:
    hurt = _hurt(given)
    if not hurt:
        return NOBODY_HURT
    return NoticeOf(given.parts["whom"] or hurt[0].person)


NOTICE: Flow[NoticeOf] = Flow(
    "print notice",
    _make,
    (
        Part(
            "whom",
            "For whom is the notice? Each of the staff who were hurt needs one.",
            _whom,
            skipped=lambda given: len(_hurt(given)) < 2,
            title=_title,
            know="For whom is it? Each of the staff who were hurt needs a notice of their own.",
        ),
    ),
)
