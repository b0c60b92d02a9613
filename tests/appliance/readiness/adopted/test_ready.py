"""Tests what counts of all that was adopted, taken and noted: before anything is, after people left, and of what cannot be read."""

from datetime import date
from importlib.resources import files

import pytest
from msgspec.structs import replace

from appliance.core.ground.moment import Moment
from appliance.core.readiness.events import HourTaken, ReadinessAdopted, TrainingNoted
from appliance.core.readiness.known import KnownReadiness, after
from appliance.core.readiness.words import AdultId, ReadinessKind, TrainingId
from appliance.plan.ids import PersonId
from appliance.plan.model import Hours, Role
from appliance.plan.other_help import Helper, HelpKind
from appliance.readiness.adopted.document import (
    COLUMNS,
    DOCUMENT_BYTES_MAX,
    ReadinessDocumentError,
    of_rows,
    of_text,
    rows_in,
    text_in,
)
from appliance.readiness.adopted.ready import mistakes_in, ready
from appliance.readiness.arrangements import Arrangements, Taken
from appliance.readiness.needs import Need
from tests.appliance.readiness.papers import adults, held
from tests.appliance.readiness.weeks import MONDAY, on_days, person, school

SHIPPED = files("appliance.readiness").joinpath("trainings", "trainings.toml").read_text(encoding="utf-8")
PLAN = school(person("ana", Role.LEAD, duty=on_days(range(5), 480, 600)))
AT = Moment(0, 1_796_097_600_000)
AWAY = '[coverage]\nneeds = ["lead"]\n\n[[away]]\nwho = "{who}"\nfirst = 2026-12-01\n'


def standing(*documents: tuple[ReadinessKind, bytes]) -> KnownReadiness:
    known = KnownReadiness()
    for kind, document in documents:
        known = after(known, ReadinessAdopted(kind=kind, by="a", digest="", document=document), AT)
    return known


def test_before_anything_is_adopted_every_need_is_looked_at_and_the_shipped_trainings_count() -> None:
    found = ready(KnownReadiness(), PLAN, SHIPPED)
    assert (found.arrangements, found.arranged, found.adults, found.unread) == (Arrangements(), False, (), ())
    assert len(found.trainings) == 6


def test_what_was_adopted_taken_and_noted_counts_together() -> None:
    known = standing(
        (ReadinessKind.ARRANGEMENTS, of_text(ReadinessKind.ARRANGEMENTS, AWAY.format(who="ana"))),
        (ReadinessKind.ADULTS, adults(("cal", "Cal Stone", "2024-08-01")).document),
        (ReadinessKind.HELD, held(("cal", "box", "2026-09-01")).document),
    )
    hour = HourTaken(
        taken=1, by=PersonId("ana"), person=PersonId("ana"), role=Role.NURSE, day=f"{MONDAY}", start_min=5, end_min=9
    )
    noted = TrainingNoted(
        noted=1, by=PersonId("ana"), adult=AdultId("cal"), training=TrainingId("team"), on="2026-10-01"
    )
    found = ready(after(after(known, hour, AT), noted, AT), PLAN, SHIPPED)
    assert found.arrangements.needs == (Need.LEAD,) and found.arranged and not found.unread
    assert [(each.training, each.on.isoformat()) for each in found.facts] == [
        ("box", "2026-09-01"),
        ("team", "2026-10-01"),
    ]
    assert found.taken == (Taken(person=PersonId("ana"), need=Need.NURSE, day=MONDAY, start_min=5, end_min=9),)


def test_who_left_since_is_no_mistake_of_what_was_adopted_and_is_one_of_what_is_to_be() -> None:
    arranged = of_text(ReadinessKind.ARRANGEMENTS, AWAY.format(who="gone"))
    table = held(("gone", "box", "2026-09-01")).document
    known = standing((ReadinessKind.ARRANGEMENTS, arranged), (ReadinessKind.HELD, table))
    found = ready(known, PLAN, SHIPPED)
    assert not found.unread and found.arranged
    for kind, document in ((ReadinessKind.ARRANGEMENTS, arranged), (ReadinessKind.HELD, table)):
        (mistake,) = mistakes_in(kind, document, PLAN, found, date(2026, 12, 1), 0)
        assert '"gone"' in mistake.says


@pytest.mark.parametrize("kind", ReadinessKind)
def test_what_cannot_be_read_is_said_and_what_counts_without_it_counts(kind: ReadinessKind) -> None:
    bad = of_rows(kind, ((2, dict.fromkeys(COLUMNS[kind], "")),)) if kind in COLUMNS else of_text(kind, "[what]\n")
    for document in (b"{}", bad):
        found = ready(standing((kind, document)), PLAN, SHIPPED)
        (says,) = found.unread
        assert "was adopted cannot be read by this release" in says
        assert (found.arrangements, len(found.trainings), found.adults, found.facts) == (Arrangements(), 6, (), ())


def test_a_document_gives_back_what_it_was_made_of_and_the_same_bytes_each_time() -> None:
    rows = (
        (2, {"id": "cal", "training": "box", "on": "2026-09-01"}),
        (4, dict.fromkeys(("id", "training", "on"), "x")),
    )
    document = of_rows(ReadinessKind.HELD, rows)
    assert rows_in(document, ReadinessKind.HELD) == rows and of_rows(ReadinessKind.HELD, rows) == document
    text = of_text(ReadinessKind.TRAININGS, "# a remark\n")
    assert text_in(text, ReadinessKind.TRAININGS) == "# a remark\n"


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b'{"format":"handbell-readiness","version":2}',
        b'{"format":"another","version":1}',
        b'{"format":"handbell-readiness","version":1,"kind":"held","rows":[[1,["a"]]]}',
        b'{"format":"handbell-readiness","version":1,"kind":"adults","rows":[]}',
        b'{"format":"handbell-readiness","version":1,"kind":"no kind"}',
        b" " * (DOCUMENT_BYTES_MAX + 1),
        b"\xff",
    ],
)
def test_other_bytes_are_refused(document: bytes) -> None:
    with pytest.raises(ReadinessDocumentError):
        rows_in(document, ReadinessKind.HELD)


def test_a_partner_who_came_into_the_plan_or_left_it_takes_nobodys_absence_away() -> None:
    helper = Helper("crisis", HelpKind.MOBILE_CRISIS, "Crisis team", "555-0162", (Hours(480, 720),))
    with_helper = replace(PLAN, other_help=(helper,))
    own = 'name = "Crisis"\nhours = ["mon 08:00-09:00"]\ncalled = "telephone 555-0100"\n'
    for adopted_with, now, names in ((PLAN, with_helper, ["Crisis team"]), (with_helper, PLAN, [])):
        text = AWAY.format(who="ana") + '\n[[partner]]\nid = "crisis"\ngives = ["mental-health"]\n'
        document = of_text(ReadinessKind.ARRANGEMENTS, text + (own if adopted_with is PLAN else ""))
        assert not mistakes_in(
            ReadinessKind.ARRANGEMENTS, document, adopted_with, ready(KnownReadiness(), PLAN, SHIPPED), MONDAY, 0
        )
        found = ready(standing((ReadinessKind.ARRANGEMENTS, document)), now, SHIPPED)
        assert not found.unread
        assert [each.who for each in found.arrangements.away] == ["ana"], "whoever is away stays away"
        assert [each.name for each in found.arrangements.partners] == names, "and a partner is as the plan says now"
