"""What becomes here of a lesson of the district: what is asked, what is refused, and how it is said."""

import pytest
from msgspec.structs import replace

from appliance.core.district.events import LessonSaid
from appliance.flows.duties.lessons import answered, answering, row, stands, waiting, whole
from appliance.flows.known import Known
from appliance.flows.parts import Given, about_nothing
from tests.tui.duty_scenes import LESSON


def given(**parts: object) -> Given:
    begun = about_nothing(Known())
    begun.parts.update(parts)
    return begun


def test_a_day_is_asked_for_only_where_it_will_be_done_by_one() -> None:
    flow = answering(LESSON)
    first = flow.missing(given())
    assert first is not None and first.options is not None
    assert [each.value for each in first.options(given())] == list(LessonSaid)
    assert flow.missing(given(said=LessonSaid.DONE_HERE)) is None
    day = flow.missing(given(said=LessonSaid.BY_WHEN))
    assert day is not None and day.name == "until"
    assert [day.refuses(given(), text) for text in ("2026-12-15", " 2026-12-15 ")] == ["", ""]
    assert all(day.refuses(given(), text) for text in ("", "Tuesday", "20261215", "2026-12-32"))
    made = flow.make(given(said=LessonSaid.BY_WHEN, until=" 2026-12-15 "))
    assert (made.lesson, made.said, made.until) == (LESSON.lesson, LessonSaid.BY_WHEN, "2026-12-15")  # type: ignore[union-attr]
    assert answered(made) == "Said to the safety office: it will be done by 15 Dec 2026."  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "until", "says"),
    [
        (None, "", "not answered yet"),
        (LessonSaid.DONE_HERE, "", "it is done here, said Mercy Okafor"),
        (LessonSaid.NOT_FOR_US, "", "it is not for us, said Mercy Okafor"),
        (LessonSaid.BY_WHEN, "2026-12-15", "to be done by 15 Dec 2026, said Mercy Okafor"),
    ],
)
def test_how_it_stands(said: LessonSaid | None, until: str, says: str) -> None:
    line = replace(LESSON, said=said, until=until, by="Mercy Okafor")
    assert stands(line) == says
    assert says in row(line).shown and ("Here", f"{says}.") in whole(line)


def test_how_many_wait() -> None:
    assert waiting(0) == "Lessons of the district: all are answered"
    assert waiting(1) == "Lessons of the district: 1 waits for an answer"
    assert waiting(3) == "Lessons of the district: 3 wait for an answer"
