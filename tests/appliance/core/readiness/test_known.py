"""What is adopted, taken and noted about readiness: what is refused, what stands over a restart, and what the log says of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Falls, Stands
from appliance.core.readiness.commands import (
    AdoptReadiness,
    GiveBackHour,
    NoteTraining,
    TakeBackTraining,
    TakeHour,
)
from appliance.core.readiness.events import (
    HOURS_KEPT,
    TRAININGS_KEPT,
    HourGivenBack,
    HourTaken,
    ReadinessAdopted,
    TrainingNoted,
    TrainingTakenBack,
)
from appliance.core.readiness.known import AHEAD_DAYS_MAX, KnownReadiness, after, note
from appliance.core.readiness.words import BOX_TRAINING, AdultId, ReadinessKind, TrainingId
from appliance.core.standing import changes
from appliance.core.transcript import line
from appliance.plan.ids import ButtonId, PersonId
from appliance.plan.model import Role
from tests.appliance.core.story import Story

NOW = Moment(0, 1_796_097_600_000)  # Tue 1 Dec 2026
TODAY = date(2026, 12, 1)
ANA, BEN = PersonId("ana"), PersonId("ben")
PEOPLE = {ANA, BEN}
HOUR = TakeHour(by=ANA, person=BEN, role=Role.NURSE, day=f"{TODAY}", start_min=600, end_min=660)
TRAINED = NoteTraining(by=ANA, adult=AdultId("cal"), training=TrainingId("de-escalation"), on=f"{TODAY}")


def told(known: KnownReadiness, *commands: object) -> KnownReadiness:
    """Every command is taken."""
    for command in commands:
        events = note(known, PEOPLE, command, NOW)  # type: ignore[arg-type]
        assert not isinstance(events, Rejection), (command, events)
        for event in events:
            known = after(known, event, NOW)
    return known


def test_a_document_replaces_the_one_of_its_kind_alone_and_what_counts_already_is_no_news() -> None:
    adults = AdoptReadiness(kind=ReadinessKind.ADULTS, by="R. Ortiz", digest="1" * 64, document=b"a")
    held = replace(adults, kind=ReadinessKind.HELD)
    known = told(KnownReadiness(), adults, held)
    assert note(known, PEOPLE, adults, NOW) is Rejection.NO_NEWS
    known = told(known, replace(adults, digest="2" * 64, document=b"b"))
    stands = known.document(ReadinessKind.ADULTS)
    assert stands is not None and stands[1].document == b"b"
    other = known.document(ReadinessKind.HELD)
    assert other is not None and other[1].document == b"a"
    assert known.document(ReadinessKind.TRAININGS) is None
    assert note(known, PEOPLE, replace(held, by=""), NOW) is Rejection.SIGNED_BY_NOBODY


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(HOUR, person=PersonId("left")), Rejection.NO_SUCH_PERSON),
        (replace(HOUR, by=PersonId("left")), Rejection.NO_SUCH_PERSON),
        (replace(HOUR, role=Role.TEACHER), Rejection.HOUR_WRONG),
        (replace(HOUR, start_min=660), Rejection.HOUR_WRONG),
        (replace(HOUR, start_min=-1), Rejection.HOUR_WRONG),
        (replace(HOUR, end_min=24 * 60 + 1), Rejection.HOUR_WRONG),
        (replace(HOUR, day="1 Dec"), Rejection.HOUR_WRONG),
        (replace(HOUR, day=f"{TODAY - timedelta(days=2)}"), Rejection.HOUR_WRONG),
        (replace(HOUR, day=f"{TODAY + timedelta(days=AHEAD_DAYS_MAX + 1)}"), Rejection.HOUR_WRONG),
        (GiveBackHour(by=ANA, taken=1), Rejection.NO_SUCH_HOUR),
        (TakeBackTraining(by=ANA, noted=1), Rejection.NO_SUCH_TRAINING),
        (replace(TRAINED, on="soon"), Rejection.TRAINING_DAY_WRONG),
        (replace(TRAINED, on=f"{TODAY + timedelta(days=2)}"), Rejection.TRAINING_DAY_WRONG),
        (replace(TRAINED, adult=AdultId("")), Rejection.NO_SUCH_TRAINING),
        (replace(TRAINED, training=TrainingId("x" * 61)), Rejection.NO_SUCH_TRAINING),
    ],
)
def test_what_makes_no_sense_is_refused(wrong: TakeHour, why: Rejection) -> None:
    assert note(KnownReadiness(), PEOPLE, wrong, NOW) is why


def test_nobody_is_in_two_places_and_an_hour_that_was_given_back_may_be_taken_again() -> None:
    known = told(KnownReadiness(), HOUR)
    assert (
        note(known, PEOPLE, replace(HOUR, role=Role.LEAD, start_min=630, end_min=690), NOW)
        is Rejection.HOUR_TAKEN_ALREADY
    )
    known = told(known, replace(HOUR, start_min=660, end_min=720), replace(HOUR, person=ANA))
    assert [each.taken for each in known.hours] == [1, 2, 3]
    known = told(known, GiveBackHour(by=ANA, taken=1), HOUR)
    assert [each.taken for each in known.hours] == [2, 3, 4], "a number is never given again"
    assert note(known, PEOPLE, GiveBackHour(by=ANA, taken=1), NOW) is Rejection.NO_SUCH_HOUR


def test_a_training_is_noted_once_taken_back_and_noted_as_it_was() -> None:
    known = told(KnownReadiness(), TRAINED)
    assert note(known, PEOPLE, TRAINED, NOW) is Rejection.NO_NEWS
    press = replace(TRAINED, training=BOX_TRAINING, button=ButtonId("B201"))
    known = told(known, TakeBackTraining(by=ANA, noted=1), press)
    assert [(each.noted, each.button) for _, each in known.trainings] == [(2, "B201")]
    assert [each.noted for _, each in told(known, TRAINED).trainings] == [2, 3]


def test_what_stands_is_bounded_and_a_start_reads_the_same_again() -> None:
    hour = HourTaken(
        taken=HOURS_KEPT + 5, by=ANA, person=BEN, role=Role.NURSE, day="2026-12-01", start_min=0, end_min=60
    )
    assert changes(hour) == (Stands(f"hour:{HOURS_KEPT + 5}"), Falls("hour:5"), Falls("hour-given-back:5"))
    training = TrainingNoted(
        noted=TRAININGS_KEPT + 5, by=ANA, adult=AdultId("cal"), training=BOX_TRAINING, on="2026-12-01"
    )
    assert changes(training) == (
        Stands(f"training:{TRAININGS_KEPT + 5}"),
        Falls("training:5"),
        Falls("training-taken-back:5"),
    )
    story = Story()
    day = f"{datetime.fromtimestamp(story.now.wall_ms / 1000, UTC).date()}"
    document = AdoptReadiness(kind=ReadinessKind.ADULTS, by="R. Ortiz", digest="1" * 64, document=b"a")
    for command in (
        document,
        replace(HOUR, day=day),
        replace(HOUR, day=day, person=ANA),
        GiveBackHour(by=ANA, taken=1),
        replace(TRAINED, on=day),
        replace(TRAINED, on=day, training=BOX_TRAINING),
        TakeBackTraining(by=ANA, noted=2),
    ):
        assert story.tell(command) is None
    before = story.board.readiness
    story.restart()
    assert story.board.readiness.entries.keys() == before.entries.keys()
    assert story.board.readiness.hours == before.hours and len(before.hours) == 1
    assert [each for _, each in story.board.readiness.trainings] == [each for _, each in before.trainings]


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (
            ReadinessAdopted(kind=ReadinessKind.ADULTS, by="R. Ortiz", digest="ab" * 32, document=b""),
            "Table of adults abababab adopted by R. Ortiz.",
        ),
        (
            HourTaken(taken=3, by=ANA, person=BEN, role=Role.NURSE, day="2026-12-01", start_min=605, end_min=660),
            "Hour 3 of the response team was taken: the nurse, 2026-12-01, 10:05-11:00.",
        ),
        (HourGivenBack(taken=3, by=ANA), "Hour 3 of the response team was given back."),
        (
            TrainingNoted(noted=2, by=ANA, adult=AdultId("cal"), training=BOX_TRAINING, on="2026-12-01"),
            "Training 2 was noted.",
        ),
        (
            TrainingNoted(
                noted=2, by=ANA, adult=AdultId("cal"), training=BOX_TRAINING, on="2026-12-01", button=ButtonId("B1")
            ),
            "Training 2 was noted: a press in a walk test.",
        ),
        (TrainingTakenBack(noted=2, by=ANA), "Training 2 was taken back."),
    ],
)
def test_the_log_says_what_happened_and_names_nobody_who_covers_or_is_trained(event: HourTaken, says: str) -> None:
    said = line(event, Story().board.index)
    assert said == says
    assert "Ben" not in said and "Ana" not in said
