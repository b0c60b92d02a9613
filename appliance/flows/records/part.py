"""The page of one part of a record: what can be answered there, in order, and what may not. Pure."""

from appliance.api.records.messages import MissingView
from appliance.flows.parts import Option
from appliance.flows.records.account import ADDITION, AGREES, TEXT
from appliance.flows.records.asks import TELL, Ask, Step, begun, concerns, fields_of, groups, open_ones
from appliance.flows.records.sheet import Sheet
from appliance.record.fields import FIELDS, GROUPS, of_part
from appliance.record.words import NEW, ItemId, Part
from appliance.words.times import count

NOTHING_HERE = "Nothing here is yours to read or write."
TELL_MORE = "Tell what happened, in your own words"
IN_OTHER_PARTS = "That is in parts that others write: they sign in with their PIN."
"""Said where facts are wanted, and this desk is told none of them."""


def what_waits(found: tuple[Ask, ...]) -> str:
    """Say in the heading of a part how many of its questions wait."""
    return count(len(found), "question waits", "questions wait") if found else "nothing waits here"


def first_things(found: tuple[Ask, ...]) -> str:
    """Word the line that leads to the questions that wait: how many they are, and which."""
    return f"Answer what waits ({len(found)}): {'; '.join(ask.field.label for ask in found)}"


def lines(sheet: Sheet, part: Part) -> tuple[Ask, ...]:
    """Give the lines of the page: single fields first, then the items of each group with the choice to add one, then accounts."""
    alone = (Ask(field) for field in of_part(part) if not field.group)
    found = [ask for ask in alone if sheet.may_write(ask.field) or sheet.value(ask.field.field) is not None]
    for group in groups(part):
        for item in sheet.reading.items(group):
            own = (Ask(field, item) for field in fields_of(sheet, part, group))
            found += [ask for ask in own if concerns(sheet, ask)]
        first = begun(sheet, part, group)
        found += [first] if first is not None else []
    return (*found, *_accounts(sheet)) if part is Part.TEACHER else tuple(found)


def added(ask: Ask) -> str:
    """Say what a question adds to the record; nothing where the question is about something that is in the record already."""
    if ask.step is Step.TELL:
        return TELL_MORE
    return GROUPS[ask.field.group].add if ask.item == NEW else ""


def why_not_asked(sheet: Sheet, ask: Ask) -> str:
    """Say why a question cannot be answered here, or nothing. Anybody may tell an account, which is told as a whole."""
    if ask.step is Step.TELL or sheet.may_write(ask.field, ask.item):
        return ""
    return f"“{ask.field.label}” is not yours to write. Whoever's part it is signs in with their PIN."


def by_itself(ask: Ask) -> bool:
    """Whether whoever chose this question goes back to where they chose it, and not on to the next."""
    return ask.step is Step.FACT and ask.item != NEW


def first_asked(sheet: Sheet, part: Part) -> Ask | None:
    """Give the question that a part opens with. Whoever was there is asked at once. None: the page of the part opens."""
    found = open_ones(sheet, part) if part is Part.TEACHER else ()
    return found[0] if found else None


def leads_to(sheet: Sheet, missing: MissingView) -> Ask:
    """Give the question about a wanted fact. A new item begins with its first question."""
    if missing.field == TEXT:
        return TELL
    field = FIELDS[missing.field]
    first = begun(sheet, field.part, field.group) if missing.item == NEW else None
    return first or Ask(field, missing.item)


def more(ask: Ask) -> tuple[Option, ...]:
    """Ask whether there is another item of a group. Nobody answers that for a person: adding one is the second line."""
    return Option(False, "That is all: go on"), Option(True, GROUPS[ask.field.group].add)


def _accounts(sheet: Sheet) -> tuple[Ask, ...]:
    """Ask whether a reporter agrees with the record, for each account of theirs; and offer to tell another account."""
    found = [
        Ask(FIELDS[name], ItemId(item))
        for item in sheet.reading.items("account")
        for name in (AGREES, ADDITION)
        if sheet.may_write(FIELDS[name])
    ]
    return (*found, TELL)
