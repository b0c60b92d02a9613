"""Tests which kind of incident a statement is about."""

import pytest

from appliance.communications.about import READS, about
from appliance.communications.words import About
from appliance.record.fields import FIELDS
from appliance.record.words import FieldId, Value


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, About.ANY),
        ({"event_kind": "help"}, About.ANY),
        ({"event_kind": "medical", "anyone_hurt": True}, About.MEDICAL),
        ({"event_kind": "happened", "anyone_hurt": True}, About.HURT),
        ({"event_kind": "happened", "anyone_hurt": False}, About.THREAT),
        ({"event_kind": "near-miss"}, About.THREAT),
        ({"event_kind": "happened", "anyone_hurt": True, "room_action": ("hold", "lockdown")}, About.BUILDING),
        ({"event_kind": "happened", "room_action": ("room-clear",)}, About.THREAT),
    ],
)
def test_the_kind_follows_from_what_people_chose(facts: dict[str, Value], kind: About) -> None:
    assert about(facts.get) is kind


def test_it_reads_fields_of_the_record() -> None:
    assert all(FieldId(name) in FIELDS for name in READS)
