"""Says how a statement stands, what to do at a stage, and who may speak, in lines for both consoles. Pure."""

from collections.abc import Iterator

from appliance.api.records.statements import filled, statement_of
from appliance.communications.guidance import Guidance
from appliance.communications.words import AUDIENCES, LANGUAGES, STAGES, About, Audience, Language, Stage
from appliance.core.ground.moment import at
from appliance.flows.records.sheet import Sheet
from appliance.plan.mistakes import listed
from appliance.record.statements import Statement
from appliance.record.words import ItemId

PROPOSAL = (
    "A proposal, and no legal advice. Your district's attorney and whoever speaks for it read it before it is used."
)
FINAL = "Final: approved by {by} on {when}. Both saw it first, or it says why not."
NOTHING_WRITTEN = "Nothing is written yet."


def heading(its: Statement) -> str:
    """Name a statement: `to the press, when the press asks`."""
    to = AUDIENCES[Audience(its.audience)] if its.audience in set(Audience) else "nobody yet"
    when = f", {STAGES[Stage(its.stage)]}" if its.stage in set(Stage) else ""
    return f"to {to}{when}"


def in_short(its: Statement) -> str:
    """Say in a few words how far it has come."""
    return "final" if its.final else f"draft: waits for {len(its.waits)} more" if its.english else "begun"


def stands(sheet: Sheet, item: ItemId, guidance: Guidance) -> tuple[str, ...]:
    """Say whether a statement is final, or everything that it waits for, in order. Where only the approval is left: who may give it."""
    its = statement_of(sheet.reading, item)
    if its.approved_ms is not None and its.final:
        when = f"{at(its.approved_ms, sheet.zone):%Y-%m-%d %H:%M}"
        return (FINAL.format(by=its.approved_by, when=when),)
    audience = Audience(its.audience) if its.audience in set(Audience) else None
    return (*its.waits, speaking(guidance, audience)) if len(its.waits) == 1 and audience else its.waits


def checklist(guidance: Guidance, stage: Stage, kind: About) -> tuple[str, ...]:
    """Give the lines of a checklist, each in English and below it in Spanish, and who may speak to whom."""
    return tuple(_checklist(guidance, stage, kind))


def _checklist(guidance: Guidance, stage: Stage, kind: About) -> Iterator[str]:
    found = guidance.checklist(stage, kind)
    items = [item for each in found for item in each.items]
    for number, item in enumerate(items, 1):
        yield f"{number}. {item.en}"
        yield f"   {item.es}"
    yield from (speaking(guidance, audience) for audience in Audience)
    yield from dict.fromkeys(f"Source: {each.source.source}." for each in found)
    yield PROPOSAL


def speaking(guidance: Guidance, audience: Audience) -> str:
    """Say who may speak to an audience."""
    return f"To {AUDIENCES[audience]} may speak: {listed(each.called for each in guidance.speaking_to(audience))}."


def read(sheet: Sheet, item: ItemId, guidance: Guidance, phone: str) -> tuple[str, ...]:
    """Give the words in both languages, as they would be said now, below how the statement stands."""
    lines = list(stands(sheet, item, guidance))
    for language in Language:
        text = filled(sheet.reading, item, language, phone, sheet.zone)
        lines += ["", f"{LANGUAGES[language]}:", *(text.split("\n") if text else [NOTHING_WRITTEN])]
    return tuple(lines)
