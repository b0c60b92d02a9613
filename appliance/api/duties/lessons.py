"""Defines what is asked and told about lessons of the district on the desk line. The field names are the wire format; knows no socket.

A lesson is one sentence and one action, without a name. It came from a debriefing of some building, and the safety office told it to all.
"""

import msgspec

from appliance.api.ask import Answer, DutyAsk
from appliance.api.records.messages import Written
from appliance.core.district.events import LessonSaid


class LessonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One lesson, and what was said of it here. `lesson` is its id. `told_ms`: when the safety office approved it. `said` None: nobody
    answered yet. `until` is a day as 2026-12-15, or empty.
    """

    lesson: bytes
    sentence: str
    action: str
    told_ms: int
    said: LessonSaid | None = None
    until: str = ""
    by: str = ""


class LessonsKnown(Answer, frozen=True, kw_only=True, tag="lessons-known"):
    """Answer to ListLessons: those that nobody answered first, and of each kind the newest first."""

    lessons: tuple[LessonLine, ...]


class ListLessons(DutyAsk[LessonsKnown], frozen=True, kw_only=True, tag="list-lessons"):
    """Ask for the lessons of the district. The person at the desk must be an administrator who signed in with their PIN."""


class AnswerLesson(DutyAsk[Written], frozen=True, kw_only=True, tag="answer-lesson"):
    """Say what becomes of a lesson here, in place of what was said before. `until` is a day as 2026-12-15 with BY_WHEN, and empty
    otherwise. The answer goes to the safety office as an entry.
    """

    lesson: bytes
    said: LessonSaid
    until: str = ""
