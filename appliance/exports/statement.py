"""Makes the sheet of one statement, in English and Spanish: to show to the educator and the family, and to give out once it is final. Pure.

A sheet that is not final says so at its top and at its foot, and says what it waits for. A sheet that is given out holds the words and who
approved them. It says nothing of who saw it before.
"""

from collections.abc import Iterator

from appliance.api.records.facts import RecordFacts, zone_of
from appliance.api.records.messages import RecordShown
from appliance.api.records.statements import filled, statement_of
from appliance.communications.words import AUDIENCES, Audience, Language
from appliance.exports.document import Document, Section, Text, printable
from appliance.exports.report import Printed
from appliance.exports.times import short
from appliance.record.words import ItemId

HEADINGS = {Language.ENGLISH: "In English", Language.SPANISH: "En español"}
DRAFT = "DRAFT. Not to be given to anybody but the educator and the family who see it first."
BORRADOR = "BORRADOR. Solo para la persona docente y la familia que lo ven antes."
_NOTHING = {Language.ENGLISH: "Not written yet.", Language.SPANISH: "Todavía no está escrito."}


def statement_sheet(shown: RecordShown, item: ItemId, phone: str, printed: Printed) -> Document:
    """Make the sheet. `phone` is the school's number in the plan."""
    record_facts = RecordFacts(shown)
    its = statement_of(record_facts, item)
    zone = zone_of(record_facts, printed.zone)
    approved = (
        f"Approved by {its.approved_by} on {short(its.approved_ms, zone)}." if its.approved_ms is not None else ""
    )
    to = AUDIENCES[Audience(its.audience)] if its.audience in set(Audience) else "nobody yet"
    stands = approved if its.final else "Draft, not approved."
    sections = [
        Section(HEADINGS[language], tuple(_paragraphs(filled(record_facts, item, language, phone, zone), language)))
        for language in Language
    ]
    if not its.final:
        sections.append(Section("What it waits for", tuple(Text(each) for each in its.waits)))
    return Document(
        title=f"Statement to {to}",
        subtitle=". ".join(part for part in (shown.building, shown.address) if part),
        sections=tuple(sections),
        identity=f"{shown.building or 'Handbell'}, record {shown.record.number}, {item}. {stands}"
        f" Printed {short(printed.at_ms, zone)}.",
        made_ms=printed.at_ms,
        banner="" if its.final else f"{DRAFT} {BORRADOR}",
    )


def _paragraphs(text: str, language: Language) -> Iterator[Text]:
    for line in text.split("\n") if text else [_NOTHING[language]]:
        if line.strip():
            yield Text(printable(line))
