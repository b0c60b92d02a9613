"""The questions by which a person tells an account at the plain console: their words first, then who tells it. Pure."""

from copy import replace
from typing import Any

from appliance.flows.records.account import TEXT, WORDS, Question, checked, no_account
from appliance.record.values import Place
from tui.plain.asking.form import Ask, Form
from tui.plain.asking.prompt import Prompt, chosen_by
from tui.plain.records.prompt import of_field

_ANYWHERE = Place()


def account_form(lines: list[str], questions: tuple[Question, ...]) -> Form:
    """`lines` were typed already. Without words nothing more is asked."""
    return Form(*map(_ask, questions), lines=lines)


def _ask(question: Question) -> Ask:
    def ask(given: dict[str, Any]) -> Prompt | None:
        over = question != WORDS and no_account(WORDS, given.get(TEXT))
        return None if over else _prompt(question)

    return ask


def _prompt(question: Question) -> Prompt:
    found = of_field(question.field, _ANYWHERE, before=question.before)
    if question.offered:
        found = replace(found, choices=question.offered, reads=lambda text: chosen_by(text, question.offered))
    reads = found.reads
    found = replace(found, reads=lambda text: checked(question, reads(text)))
    return replace(found, hints=(question.hint,) if question.hint else found.hints, needed=question.needed)
