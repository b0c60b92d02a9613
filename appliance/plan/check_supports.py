"""Checks what the district wrote about its supports for educators: telephones, lengths, who signed, and that no point of contact is also a
superior. Pure; a part of `check`.
"""

import datetime
import re
from collections.abc import Iterator

from appliance.plan.bounds import NAME_CHARACTERS_MAX, TEXT_CHARACTERS_MAX
from appliance.plan.mistakes import Finding, quoted
from appliance.plan.model import Plan, Role
from appliance.plan.supports import NoRepercussions, Offered, Reached

OFFERS_MAX = 20
"""The card is one sheet, with a language on each side. Twenty entries with their lines fill a side."""
STATEMENT_CHARACTERS_MAX = 400
"""Five lines on a receipt, which with the longest names still has two pages."""

_PHONE = re.compile(r"\+?[0-9][0-9 ().-]*(?: ?(?:x|ext\.?) ?[0-9]{1,6})?", re.ASCII)
_DIGITS_MIN = 3  # 988, the national crisis line, has three


def support_findings(plan: Plan) -> Iterator[Finding]:
    """Give everything wrong with the section `supports`, if the plan has one, and with who is a point of contact."""
    yield from _contacts(plan)
    held = plan.supported
    if len(held.offers) > OFFERS_MAX:
        says = f"There are {len(held.offers)} here; at most {OFFERS_MAX} fit on the card."
        yield Finding("supports.offers", says, "Keep those that people call first.")
        return
    for at, each in enumerate(held.offers):
        yield from _offered(f"supports.offers[{at}]", each)
    for path, reached in (("supports.ask", held.ask), ("supports.home", held.home)):
        if reached is not None:
            yield from _reached(path, reached)
    if held.no_repercussions is not None:
        yield from _statement(held.no_repercussions)


def _contacts(plan: Plan) -> Iterator[Finding]:
    """Warn of a point of contact who is an administrator: they would read which care an educator was offered, and evaluate their work."""
    for at, person in enumerate(plan.people):
        if {Role.POINT_OF_CONTACT, Role.ADMINISTRATOR} <= set(person.roles):
            says = f"{person.name} is an administrator and a point of contact, who never evaluates the educator's work."
            do = "Give one of the two roles to somebody else. A small school may name somebody of another school."
            yield Finding(f"people[{at}].roles", says, do, warning=True)


def _offered(path: str, each: Offered) -> Iterator[Finding]:
    yield from line(f"{path}.name", each.name, NAME_CHARACTERS_MAX, needed=True)
    if each.phone:
        yield from telephone(f"{path}.phone", each.phone)
    yield from both(path, "hours", each.hours, each.hours_es, NAME_CHARACTERS_MAX)
    yield from both(path, "says", each.says, each.says_es, TEXT_CHARACTERS_MAX)


def _reached(path: str, each: Reached) -> Iterator[Finding]:
    yield from line(f"{path}.name", each.name, NAME_CHARACTERS_MAX, needed=True)
    yield from telephone(f"{path}.phone", each.phone)
    yield from both(path, "hours", each.hours, each.hours_es, NAME_CHARACTERS_MAX)


def _statement(each: NoRepercussions) -> Iterator[Finding]:
    path = "supports.no_repercussions"
    yield from line(f"{path}.says", each.says, STATEMENT_CHARACTERS_MAX, needed=True)
    yield from both(path, "says", each.says, each.says_es, STATEMENT_CHARACTERS_MAX, first=False)
    yield from line(f"{path}.signed_by", each.signed_by, NAME_CHARACTERS_MAX)
    if bool(each.signed_by) != bool(each.signed_on):
        there, lacks = ("signed_by", "signed_on") if each.signed_by else ("signed_on", "signed_by")
        says = f"{quoted(there)} stands here without {quoted(lacks)}."
        yield Finding(f"{path}.{there}", says, f"Write {quoted(lacks)} too, or neither until somebody signed it.")
    if each.signed_on and not _is_date(each.signed_on):
        says = f"{quoted(each.signed_on)} is no date."
        yield Finding(f"{path}.signed_on", says, "Write it as year-month-day, such as 2026-08-14.")


def both(path: str, field: str, english: str, spanish: str, most: int, *, first: bool = True) -> Iterator[Finding]:
    """Check a text that stands in two languages. `first` False: the English one is checked elsewhere."""
    if first:
        yield from line(f"{path}.{field}", english, most)
    yield from line(f"{path}.{field}_es", spanish, most)
    if spanish and not english:
        yield Finding(
            f"{path}.{field}_es", f"There is no English text, {quoted(field)}.", f"Write {quoted(field)} too."
        )
    if english and not spanish:
        says = "There is no Spanish text, so the Spanish page shows the English one."
        yield Finding(f"{path}.{field}", says, f"Add {quoted(f'{field}_es')}.", warning=True)


def telephone(path: str, text: str) -> Iterator[Finding]:
    """Check a telephone number that people dial, also a short one such as 988."""
    if not _PHONE.fullmatch(text) or sum(each.isdigit() for each in text) < _DIGITS_MIN:
        do = "Write digits, such as +1 720 555 0100, 988 or 720-555-0100 ext 12."
        yield Finding(path, f"{quoted(text)} is not a telephone number.", do)
    elif len(text) > NAME_CHARACTERS_MAX:
        yield Finding(path, f"This is {len(text)} characters long.", f"Use at most {NAME_CHARACTERS_MAX}.")


def line(path: str, text: str, most: int, *, needed: bool = False) -> Iterator[Finding]:
    """Check a text that stands on a card."""
    if not text:
        if needed:
            yield Finding(path, "This is empty.", "Write it after the colon.")
    elif not text.isprintable():
        yield Finding(path, f"{quoted(text)} holds a character that cannot be shown.", "Type it again, on one line.")
    elif len(text) > most:
        yield Finding(
            path, f"This is {len(text)} characters long.", f"Use at most {most}, so that the card is one sheet."
        )


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
