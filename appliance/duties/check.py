"""Checks what a rule says beyond its form: that its trigger can be reached, that whoever owes it may see it, and that it orders no
sanction. Pure.
"""

import re
from collections.abc import Iterator

import msgspec

from appliance.duties.conditions import notes_of
from appliance.duties.parties import OF_ROLE, OUTSIDE, Party, rights_of
from appliance.duties.reachable import can_hold
from appliance.duties.rules import Rule
from appliance.plan.mistakes import listed, quoted
from appliance.record.access import Rights
from appliance.record.words import FieldId

_SANCTIONS = re.compile(
    r"\b(suspend|expel|punish|sanction|detain|arrest|prosecute|discipline|restrain|seclude"
    r"|remove (?:the|this|that) student|exclude (?:the|this|that) student|press charges|deny (?:the|this|that) student"
    r"|send (?:the|this|that) student home|impose (?:an? )?[\w -]{0,20}(?:suspension|expulsion|detention|sanction)"
    r"|(?:give|assign) (?:the|this|that) student an? [\w -]{0,20}(?:suspension|expulsion|detention|sanction)"
    r"|suspend[ea]r?|expuls[ae]r?|castig(?:ue|ar|a)|sancion(?:e|ar|a)|deteng[ae]|detener|arreste|arrestar)\b",
    re.IGNORECASE,
)
"""Words that order a sanction, in English and Spanish. A duty asks that somebody decides, and that it is recorded who decided."""


class Wrong(msgspec.Struct, frozen=True):
    """One thing that is wrong with a rule: the part of the rule, what is wrong, and what to do."""

    part: str
    says: str
    do: str


def check(rule: Rule) -> Iterator[Wrong]:
    """Give everything that is wrong with a rule whose parts could all be read."""
    if not can_hold(rule.when):
        says = "This can never hold: two of its parts exclude each other."
        yield Wrong("when", says, 'Take one of them out, or put them within "any".')
    if not can_hold(rule.closed_by):
        says = "This can never hold, so nothing would close the duty."
        yield Wrong("closed_by", says, 'Take a part out, or put them within "any".')
    if len(notes_of(rule.closed_by)) > 1:
        says = "What somebody notes is named twice, and one note cannot confirm two things."
        yield Wrong("closed_by", says, 'Keep one "noted", and split the rule in two if both are needed.')
    if rule.noted is not None and rule.noted.sealed and rule.owes is not Party.DISTRICT_PERSON:
        says = "A sealed answer is read by the district person, and this duty is owed by somebody else."
        yield Wrong("closed_by", says, 'Write owes = "district-person", or leave "sealed" out.')
    yield from _parties(rule)
    confirmed = (("closed_by", each.shown_by) for each in notes_of(rule.closed_by))
    for part, text in (("says", rule.says), ("says_es", rule.says_es), *confirmed):
        if ordered := _SANCTIONS.search(text):
            says = f"{quoted(ordered[0])} orders a sanction, which no duty does."
            yield Wrong(
                part,
                says,
                'Write "Decide what follows, and record who decided", or name the thing without ordering it.',
            )


def _parties(rule: Rule) -> Iterator[Wrong]:
    if rule.owes in OUTSIDE:
        yield Wrong("owes", f"Nothing here is owed by {quoted(rule.owes)}.", "Name somebody of the school or district.")
    for number, late in enumerate(rule.late):
        if late.tell in OUTSIDE:
            says = f"{quoted(late.tell)} is not told what is late."
            yield Wrong(f"late[{number}].tell", says, "Name somebody of the school or district.")
        elif rights_of(late.tell) is None:
            says = f"{quoted(late.tell)} has no list at the school, so cannot be told what is late."
            yield Wrong(f"late[{number}].tell", says, 'Name somebody with a PIN, such as "human-resources".')
        elif unread := sorted(unreadable(rule, late.tell)):
            says = f"{quoted(late.tell)} may not read {listed(quoted(each) for each in unread)}, so cannot be told of this duty."
            yield Wrong(f"late[{number}].tell", says, "Tell somebody else, or ask other fields.")
    unread = sorted(unreadable(rule, rule.owes))
    if unread:
        says = f"{quoted(rule.owes)} may not read {listed(quoted(each) for each in unread)}, and would never see this duty."
        yield Wrong("owes", says, "Let somebody else owe it, or ask other fields.")


def unreadable(rule: Rule, party: Party) -> frozenset[FieldId]:
    """Give the fields of a rule that a party may never read, whoever it is about. Empty for parties that read no record here."""
    its = rights_of(party)
    own = party not in OF_ROLE
    return frozenset() if its is None else frozenset(field for field in rule.reads if not _ever_reads(its, field, own))


def _ever_reads(its: Rights, field: FieldId, own: bool) -> bool:
    """Whether there is a record in which they may read a field. Words that somebody of a role happened to write do not count."""
    return its.may_read(field, mine=own, of_staff=True) or its.may_read(field, care=True)
