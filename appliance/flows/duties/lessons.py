"""What becomes here of a lesson of the district: done here, not for us, or by when. Pure."""

from datetime import date

from appliance.api.duties.lessons import AnswerLesson, LessonLine
from appliance.core.district.events import LessonSaid
from appliance.flows.duties.naming import full_date
from appliance.flows.duties.noting import OWED
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.words.times import count

LESSONS = "lessons"
"""The word behind `owed` at a console of lines."""
LESSON = "lesson"
HEADING = "LESSONS OF THE DISTRICT"
NONE = "The district has told no lesson."
WHAT_IT_IS = "Each came from a debriefing of some school, without names. The safety office reads what you say of it."
_SAID = {
    LessonSaid.DONE_HERE: "it is done here",
    LessonSaid.NOT_FOR_US: "it is not for us",
    LessonSaid.BY_WHEN: "it will be done by a day",
}
_TYPED = {LessonSaid.DONE_HERE: ("done",), LessonSaid.NOT_FOR_US: ("not for us",), LessonSaid.BY_WHEN: ("by",)}
_OPTIONS = tuple(
    Option(said, words, _TYPED[said], line=f"{words[:1].upper()}{words[1:]}") for said, words in _SAID.items()
)


def waiting(lessons: int) -> str:
    """Say in the list of what is owed that there are lessons."""
    if not lessons:
        return "Lessons of the district: all are answered"
    return f"Lessons of the district: {count(lessons, 'waits', 'wait')} for an answer"


def stands(line: LessonLine) -> str:
    """Say what was said of it here."""
    match line.said:
        case None:
            return "not answered yet"
        case LessonSaid.BY_WHEN:
            return f"to be done by {full_date(date.fromisoformat(line.until))}, said {line.by}"
        case said:
            return f"{_SAID[said]}, said {line.by}"


def row(line: LessonLine) -> Option:
    """Give one line of the list."""
    return Option(line, f"{line.sentence} {line.action} ({stands(line)})", line=f"{line.sentence} ({stands(line)})")


def whole(line: LessonLine) -> tuple[tuple[str, str], ...]:
    """Give everything about it: pairs of a heading and a sentence."""
    return (("Lesson", line.sentence), ("Action", line.action), ("Here", f"{stands(line)}."))


def answering(line: LessonLine) -> Flow[AnswerLesson]:
    """Ask what becomes of this lesson here."""

    def make(given: Given) -> AnswerLesson:
        return AnswerLesson(request=0, lesson=line.lesson, said=given.parts["said"], until=given.parts["until"].strip())

    return Flow(
        OWED,
        make,
        (
            Part(
                "said",
                "What becomes of it here?",
                lambda _: _OPTIONS,
                title=lambda _: "WHAT BECOMES OF THIS LESSON HERE?",
                know=f"{line.sentence} {line.action}",
                enter="goes on",
                escape="answers nothing",
            ),
            Part(
                "until",
                "By which day, as 2026-12-15?",
                skipped=lambda given: given.parts.get("said") is not LessonSaid.BY_WHEN,
                refuses=lambda _, text: _why_no_day(text.strip()),
                characters_max=10,
                title=lambda _: "BY WHICH DAY?",
                label=lambda _: "Day, as 2026-12-15:",
                know=f"{line.sentence} {line.action}",
                enter="says it",
                escape="answers nothing",
            ),
        ),
    )


def answered(wanted: AnswerLesson) -> str:
    """Say what was written."""
    if wanted.said is LessonSaid.BY_WHEN:
        return f"Said to the safety office: it will be done by {full_date(date.fromisoformat(wanted.until))}."
    return f"Said to the safety office: {_SAID[wanted.said]}."


def _why_no_day(text: str) -> str:
    try:
        return "" if f"{date.fromisoformat(text)}" == text else "Type the day as 2026-12-15."
    except ValueError:
        return "Type the day as 2026-12-15."
