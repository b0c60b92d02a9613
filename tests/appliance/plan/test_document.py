"""Tests a plan as bytes: the same on every machine, read back unchanged, refused when it is no plan."""

import msgspec
import pytest

from appliance.plan.document import (
    PLAN_DOCUMENT_BYTES_MAX,
    PlanDocumentError,
    digest,
    from_document,
    to_document,
)
from appliance.plan.ids import DeskId, ZoneId
from appliance.plan.model import NO_PLAN, Desk, Plan, Step
from appliance.plan.parse import parse

SMALL = msgspec.structs.replace(
    NO_PLAN,
    building="Fox",
    desks=(Desk(DeskId("front"), "Büro", ZoneId("west")),),
    ladder=(Step(0, (DeskId("front"),)),),
)

SMALL_V1 = (
    '{"format":"handbell-plan","plan":{"address":"","areas":[],"building":"Fox","buttons":[],'
    '"desks":[{"desk":"front","name":"Büro","zone":"west"}],'
    '"ladder":[{"after_s":0,"desks":["front"],"roles":[],"sounders":[]}],'
    '"limits":{"all_right_s":600,"arrive_s":180,"confirm_s":30,"dispatch_s":60,"drill_s":1800,"exhausted_s":90,'
    '"ladder_again_s":60,"lost_after_s":180,"presence_s":1800,"sound_again_s":10,"tap_out_again_s":120},'
    '"occupied":[],"people":[],"phone":"","rooms":[],"sounders":[],"timezone":"UTC"},"version":1}'
).encode()
"""A plan that a box may have adopted years ago. It must be readable for as long as there are records."""


def test_the_bytes_of_version_1_stay_as_they_are() -> None:
    assert to_document(SMALL) == SMALL_V1
    assert from_document(SMALL_V1) == SMALL
    assert digest(SMALL_V1) == "f65deea477dbb05bf6d920c67067fc0c66e1ad3bebbb4301dc862aae4d735b19"


def test_a_whole_plan_comes_back_unchanged(sound: str) -> None:
    plan = parse(sound, "plan.yaml")
    assert isinstance(plan, Plan)
    assert from_document(to_document(plan)) == plan


def test_equal_plans_have_equal_bytes_however_they_were_written(sound: str) -> None:
    written_otherwise = sound.replace(
        "occupied: mon-fri 07:30-16:00", "occupied: [tue-fri 7:30-16:00, mon 12:00-16:00, mon 7:30-12:00]"
    )
    plans = [parse(sound, "a"), parse(written_otherwise, "b"), parse("# Fox Hollow\n\n" + sound, "c")]
    assert len({to_document(plan) for plan in plans if isinstance(plan, Plan)}) == 1
    assert all(isinstance(plan, Plan) for plan in plans)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[1]", "cannot be read"),
        (b'{"format":"handbell-plan","version":1,"plan":{"building":5}}', "cannot be read"),
        (b'{"format":"handbell-plan","version":1}', "cannot be read"),
        (b'{"format":"a-letter","version":1,"plan":{}}', "not a plan document"),
        (SMALL_V1.replace(b'"version":1', b'"version":2'), "has version 2; this software reads version 1"),
        (SMALL_V1.replace(b'"after_s":0', b'"after_s":"0"'), "cannot be read"),
        (SMALL_V1[:-2], "cannot be read"),
        (b"[" * 200_000, "cannot be read"),
        (b'{"format":"\xff"}', "cannot be read"),
        (b" " * (PLAN_DOCUMENT_BYTES_MAX + 1), "at most 1,048,576 are read"),
    ],
)
def test_what_is_no_plan_document_is_refused(document: bytes, why: str) -> None:
    with pytest.raises(PlanDocumentError, match=why):
        from_document(document)
