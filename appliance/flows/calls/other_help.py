"""Help that is not police at a console: who can be called now and what may be said, and the note beside a call of what came of it. Pure.
Handbell calls nobody.
"""

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import NoteOtherHelp
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part
from appliance.other_help import texts
from appliance.other_help.card import HelpShown, helpers_at
from appliance.plan.other_help import Helper
from appliance.supports.language import Language
from appliance.words.other_help import HELP_OUTCOMES

NO_FACTS = "The list has not come from the box yet. Try again in a moment. 988 answers at any hour."
ONLY_WATCHES = "This console only watches: nothing was written down. Note it at a desk."


def helpers(known: Known, language: Language = Language.ENGLISH) -> tuple[HelpShown, ...]:
    """Give all help that the plan has, those who can be called now first. Empty until the plan has come from the box."""
    if known.facts is None:
        return ()
    trusted = known.view is not None and known.view.clock_trusted
    return helpers_at(known.facts.other_help, known.wall_ms if trusted else None, known.zone, language)


def headline(shown: HelpShown) -> str:
    """Give who it is, the number and when: `Crisis team: 720 555 0162 (now, until 20:00)`."""
    return f"{shown.helper.name}: {shown.phone} ({shown.when})"


def details(shown: HelpShown) -> str:
    """Give what to know before the call: who it is and how to call, then what may be said."""
    kind = "" if shown.kind.casefold() in shown.helper.name.casefold() else f" ({shown.kind})"
    return " ".join(part for part in (f"{shown.helper.name}{kind}:", shown.how, *shown.may_be_said) if part)


def what_may_be_said(language: Language = Language.ENGLISH) -> str:
    """Give what stands between the list and the details."""
    return f"{texts.MAY_BE_SAID.within(language)}. {texts.SAY_LITTLE.within(language)}"


def before_calling(known: Known, call: CallCard | None, language: Language = Language.ENGLISH) -> tuple[str, ...]:
    """Give what stands above the list. `call`: the call that is looked at, if there is one. Beside a real call no drill is named."""
    runs = known.view is not None and known.view.drill is not None
    drill = (texts.DRILL.within(language),) if (runs if call is None else call.drill) else ()
    return (*drill, texts.FOR_WHOM.within(language))


def after_calling(language: Language = Language.ENGLISH) -> tuple[str, ...]:
    """Give what stands below the list."""
    return (f"{texts.WRITE_DOWN.within(language)} {texts.CONFIRM.within(language)}",)


def told(known: Known, call: CallCard | None, language: Language = Language.ENGLISH) -> list[str]:
    """Give the whole list in sentences: first all numbers, then what may be said to each."""
    shown = helpers(known, language)
    if not shown:
        return [NO_FACTS]
    numbers = (f"{headline(each)}." for each in shown)
    return [
        *before_calling(known, call, language),
        *numbers,
        what_may_be_said(language),
        *map(details, shown),
        *after_calling(language),
    ]


def _who(given: Given) -> tuple[Option, ...]:
    return tuple(
        Option(
            each.helper.helper,
            each.helper.name,
            (each.helper.name, each.helper.helper),
            line=f"{each.helper.name}\t{each.phone}; {each.when}",
        )
        for each in helpers(given.known)
    )


def _outcomes(given: Given) -> tuple[Option, ...]:
    del given
    return tuple(
        Option(outcome, f"{words.title[:1].lower()}{words.title[1:]}", words.typed, line=words.title)
        for outcome, words in HELP_OUTCOMES.items()
    )


def _noted(given: Given) -> NoteOtherHelp | str:
    if given.known.desk is None:
        return ONLY_WATCHES
    return NoteOtherHelp(incident=given.incident, helper=given.parts["helper"], outcome=given.parts["outcome"])


def _title(given: Given) -> str:
    assert given.call is not None, "it is noted beside a call"
    names = [each.name for each in _of_plan(given) if each.helper == given.parts.get("helper")]
    asks = f"WHAT CAME OF IT? {names[0]}" if names else f"WHOM DID YOU CALL? {call_named(given.call)}"
    return f"Call {given.call.number}: {asks}"


def _of_plan(given: Given) -> tuple[Helper, ...]:
    return given.known.facts.other_help if given.known.facts else ()


OUTSIDE_HELP = Flow(
    "outside help",
    _noted,
    (
        Part("helper", "Whom did you call?", _who, column=34, counts=True),
        Part("outcome", "What came of it?", _outcomes),
    ),
    done="Done: it is written down beside the call.",
    title=_title,
    of_plan=True,
)
"""Who was called, and what came of it. It is noted again when more is known."""
