"""Makes documents of help that is not police and of families at the door: one language for a screen, or a sheet with English in front and
Spanish behind. Pure; knows no record and no time: on paper stand the hours themselves.
"""

from collections.abc import Callable

from appliance.exports.document import Block, Document, Section, Table, Text
from appliance.other_help import texts
from appliance.other_help.card import families_shown, helpers_at, hours_in_words
from appliance.plan.model import Plan
from appliance.plan.timezone import timezone_named
from appliance.supports.language import Both, Language

COMFORTABLE_MAX = 8
"""Ours: so many helpers fit on one side in letters of the usual size. More are printed smaller, so that it stays one sheet."""

type Blocks = Callable[[Plan, Language], tuple[Block, ...]]


def help_card(plan: Plan, language: Language | None, made_ms: int) -> Document:
    """Make the card of help that is not police. Without a language it is the sheet with both. `made_ms` as in `Document`."""
    return _card(plan, language, made_ms, (texts.TITLE, texts.FOR_WHOM), _of_help)


def families_card(plan: Plan, language: Language | None, made_ms: int) -> Document:
    """Make the card for families at the door, for the office. Arguments as in `help_card`."""
    return _card(plan, language, made_ms, (texts.FAMILIES, texts.FAMILIES_FOR_WHOM), _of_families)


def _card(plan: Plan, language: Language | None, made_ms: int, heads: tuple[Both, Both], blocks: Blocks) -> Document:
    title, subtitle = heads
    first = language or Language.ENGLISH
    spanish = (Text(subtitle.es), *blocks(plan, Language.SPANISH))
    behind = Section(title.es, spanish, language=Language.SPANISH, new_page=True)
    return Document(
        title=title.within(first),
        subtitle=subtitle.within(first),
        sections=(Section(plan.building, blocks(plan, first)), *(() if language else (behind,))),
        identity=f"{plan.building}. {title.within(first)}",
        made_ms=made_ms,
        language=first,
        compact=len(plan.helpers) > COMFORTABLE_MAX,
    )


def _of_help(plan: Plan, language: Language) -> tuple[Block, ...]:
    zone = timezone_named(plan.timezone)
    assert zone is not None, "a checked plan has a timezone"
    rows = tuple(
        (
            f"{each.helper.name}\n{each.kind}",
            "\n".join(
                part for part in (each.phone, hours_in_words(each.helper.hours, language), each.how) if part
            ),
            "\n".join(each.may_be_said),
        )
        for each in helpers_at(plan.helpers, None, zone, language)
    )  # fmt: skip
    heads = (texts.WHO.within(language), texts.HOURS.within(language), texts.MAY_BE_SAID.within(language))
    return (
        Text(texts.SAY_LITTLE.within(language), strong=True),
        Table(texts.TITLE.within(language), heads, rows, (3, 3, 5)),
        Text(texts.WRITE_DOWN.within(language)),
        Text(texts.CONFIRM.within(language)),
    )


def _of_families(plan: Plan, language: Language) -> tuple[Block, ...]:
    shown = families_shown(plan.families_at_door, language)
    never = f"{texts.NEVER.within(language)}: {texts.NEVER_SAYS.within(language)}"
    heads = (texts.WHO.within(language), texts.MAY_BE_SAID.within(language))
    return (
        Text(f"{texts.WAIT.within(language)}: {shown.wait}", strong=True),
        Text(f"{texts.MEETS.within(language)}: {shown.meets}", strong=True),
        Table(texts.MAY_BE_SAID.within(language), heads, shown.told, (2, 5)),
        Text(never, strong=True),
        *(Text(f"{response}: {says}") for response, says in shown.doors),
        Text(texts.CONFIRM.within(language)),
    )
