"""Says what the words of an event mean for a school day: no school, a half day, the first or last day, or nothing that can be known. Pure.

Calendars of schools hold concerts and games too, and no word there is bound to a meaning. So an event counts only where its words are
plain. Everything else is shown to a person, who decides.
"""

import enum
import re

from appliance.calendars.happening import Happening

SHORT_H = 4.0
"""Ours: what takes less than half a school day closes no school, such as a concert before a break."""


class Meaning(enum.Enum):
    """What an event means for a school day."""

    NO_SCHOOL = "no school"
    HOLIDAY = "holiday"
    """No school, and offices are closed too."""
    HALF_DAY = "half day"
    SCHOOL = "school"
    """School on a day that usually has none."""
    FIRST_DAY = "first day"
    LAST_DAY = "last day"
    UNKNOWN = "unknown"


_NOT_ABOUT_SCHOOL_DAYS = re.compile(
    r"\b(begins?|starts?|ends?|resumes?|returns?|camp|concert|dance|party|meeting|registration|practice|game|sale|due|deadline|before|after)\b",
    re.IGNORECASE,
)
"""With these words an event is about something else, or about one end of something."""
_SAID = re.compile(
    r"\b(?:no (?:school|classes|students?)(?! board)|schools? closed(?! (?:at|early))|non[- ]student day|student holiday)\b",
    re.IGNORECASE,
)
"""With these words a day has no school, whatever else is said of it: "No School - Winter Break begins"."""
_MEANS = (
    (
        Meaning.FIRST_DAY,
        re.compile(r"\bfirst (?:student )?day (?:of|for) (?:school|classes|students)\b", re.IGNORECASE),
    ),
    (Meaning.LAST_DAY, re.compile(r"\blast (?:student )?day (?:of|for) (?:school|classes|students)\b", re.IGNORECASE)),
    (
        Meaning.HALF_DAY,
        re.compile(r"\b(early[- ](?:release|dismissal|out)|half[- ]days?|minimum[- ]days?)\b", re.IGNORECASE),
    ),
    (
        # federal holidays on which schools are closed everywhere: 5 U.S.C. 6103(a). The others are decided by each district
        Meaning.HOLIDAY,
        re.compile(
            r"\b(labor day|thanksgiving day|christmas day|new year.?s day|memorial day|independence day|juneteenth"
            r"|martin luther king|mlk)\b",
            re.IGNORECASE,
        ),
    ),
    (
        Meaning.NO_SCHOOL,
        re.compile(
            r"\b(?:fall|winter|spring|thanksgiving|christmas|holiday) (?:break|recess|vacation|holidays?)\b",
            re.IGNORECASE,
        ),
    ),
)
_CLOCK = re.compile(r"\b(\d{1,2})[:.](\d{2})(?: ?([ap])\.?m\b)?", re.IGNORECASE)


def meaning(happening: Happening) -> Meaning:
    """Say what an event means, by its words."""
    found = next((means for means, words in _MEANS if words.search(happening.words)), Meaning.UNKNOWN)
    if found in (Meaning.FIRST_DAY, Meaning.LAST_DAY, Meaning.HALF_DAY):
        return found
    if happening.hours is not None and happening.hours < SHORT_H:
        return Meaning.UNKNOWN
    if found is not Meaning.HOLIDAY and _SAID.search(happening.words):
        return Meaning.NO_SCHOOL
    return Meaning.UNKNOWN if _NOT_ABOUT_SCHOOL_DAYS.search(happening.words) else found


def ends_min(happening: Happening) -> int | None:
    """Give when school ends on a half day, in minutes since midnight: as the words say, or else when the event begins. None where
    neither says it.
    """
    said = _CLOCK.search(happening.words)
    if said is None:
        return happening.from_min or None
    hour, minute, half = int(said[1]), int(said[2]), (said[3] or "").lower()
    if (half == "p" and hour < 12) or (not half and hour < 7):
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None
