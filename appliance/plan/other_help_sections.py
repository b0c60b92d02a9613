"""Reads the sections `other_help` and `families` of a plan file off a Sheet. `check_other_help` says what is wrong with what was read."""

from collections.abc import Callable

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.other_help import Families, Helper, HelpKind, ToldTo
from appliance.plan.span import Hours

_OF_HELPERS = ("phone", "how", "how_es", "says", "says_es")


def helper(sheet: Sheet, raw: RawValue, hours: Callable[[Sheet, RawValue | None], tuple[Hours, ...]]) -> Helper:
    """Read one entry of `other_help`. `hours` reads hours of the week, as every section does."""
    held = sheet.fields(raw, ("id", "kind", "name", "hours"), _OF_HELPERS)
    texts = {each: sheet.text(held.get(each)) for each in _OF_HELPERS}
    return Helper(
        helper=sheet.text(held.get("id")),
        kind=_kind(sheet, held.get("kind")),
        name=sheet.text(held.get("name")),
        hours=hours(sheet, held.get("hours")),
        **texts,
    )


def families(sheet: Sheet, raw: RawValue) -> Families:
    """Read the section `families`."""
    held = sheet.fields(raw, ("wait", "meets"), ("wait_es", "meets_es", "told"))
    return Families(
        wait=sheet.text(held.get("wait")),
        meets=sheet.text(held.get("meets")),
        wait_es=sheet.text(held.get("wait_es")),
        meets_es=sheet.text(held.get("meets_es")),
        told=tuple(_told(sheet, each) for each in sheet.items(held.get("told"))),
    )


def _told(sheet: Sheet, raw: RawValue) -> ToldTo:
    held = sheet.fields(raw, ("to", "says"), ("to_es", "says_es"))
    return ToldTo(
        to=sheet.text(held.get("to")),
        says=sheet.text(held.get("says")),
        to_es=sheet.text(held.get("to_es")),
        says_es=sheet.text(held.get("says_es")),
    )


def _kind(sheet: Sheet, raw: RawValue | None) -> HelpKind:
    return sheet.one_of(HelpKind, raw, "{} is no kind of help.") or HelpKind.OTHER
