"""Reads the section `pages` of a plan file off a Sheet. `check_pages` says what is wrong with what was read."""

from appliance.plan.ids import ButtonId, RoomId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.plan.model import Kind, Page

_KINDS = [each.value for each in Kind]


def page(sheet: Sheet, raw: RawValue) -> Page:
    """Read one page."""
    held = sheet.fields(raw, ("id", "room", "kinds"), ("carried",))
    named = (_kind(sheet, each) for each in sheet.items(held.get("kinds"), one_alone=True))
    return Page(
        page=ButtonId(sheet.text(held.get("id"))),
        room=RoomId(sheet.text(held.get("room"))),
        kinds=tuple(dict.fromkeys(kind for kind in named if kind)),
        carried=sheet.yes(held.get("carried")),
    )


def _kind(sheet: Sheet, raw: RawValue) -> Kind | None:
    text = sheet.word(raw)
    if text in _KINDS:
        return Kind(text)
    if text:
        do = did_you_mean(text, _KINDS) or f"Choose one of {listed(_KINDS)}."
        sheet.note(raw, f"{quoted(text)} is not a kind.", do)
    return None
