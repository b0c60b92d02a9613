"""Reads what a plan file says about messages off a Sheet: ways of people, and teams. `check_messages` says what is wrong with them."""

from collections.abc import Callable

from appliance.plan.ids import PersonId, TeamId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.messages import Language, MessageWay, Team
from appliance.plan.span import Hours


def way(sheet: Sheet, raw: RawValue, hours: Callable[[Sheet, RawValue | None], tuple[Hours, ...]]) -> MessageWay:
    """Read one way of a person. `hours` reads hours of the week, as every section does."""
    held = sheet.fields(raw, ("by", "to"), ("hours", "school", "quiet", "language"))
    return MessageWay(
        by=sheet.text(held.get("by")),
        to=sheet.text(held.get("to")),
        hours=hours(sheet, held["hours"]) if "hours" in held else (),
        school=sheet.yes(held.get("school")),
        quiet=hours(sheet, held["quiet"]) if "quiet" in held else (),
        language=_language(sheet, held["language"]) if "language" in held else Language.EN,
    )


def team(sheet: Sheet, raw: RawValue) -> Team:
    """Read one entry of `teams`."""
    held = sheet.fields(raw, ("id", "name", "people"))
    people = (PersonId(sheet.word(each)) for each in sheet.items(held.get("people"), one_alone=True))
    return Team(team=TeamId(sheet.text(held.get("id"))), name=sheet.text(held.get("name")), people=tuple(people))


def _language(sheet: Sheet, raw: RawValue) -> Language:
    return sheet.one_of(Language, raw, "Nothing is said in the language {} here.") or Language.EN
