"""The morning check at the plain console: hear it, and sign it. Pure."""

from appliance.core.people.commands import SignDay
from appliance.flows.parts import Given, Part, nobody_known
from tui.day_check import signed
from tui.model import ConsoleModel
from tui.morning import Found, morning, verdict
from tui.news import MorningArrived
from tui.plain.asking.act import act
from tui.plain.asking.answers import AsksMorning

SIGN = "sign morning"


def _operator(given: Given) -> str:
    view = given.known.view
    return view.here.operator if view and view.here else ""


def _proven(given: Given) -> bool:
    return given.known.view is not None and given.known.view.proven


def _sign(given: Given) -> SignDay | str:
    if given.known.desk is None:
        return "This console only watches. Start it with --desk to sign."
    return SignDay(name=given.parts["name"])


MORNING_ACTS = (
    act(
        "morning",
        "morning",
        lambda _: AsksMorning(),
        own_help="Hear whether the building can be called for help today: rooms that reach nobody and why, what is silent, who is on "
        f"duty. Then type {SIGN}, once a day.",
    ),
    act(
        "morning",
        f"{SIGN} Ana Reyes",
        _sign,
        (
            Part(
                "name",
                "Who signs? First and last name.",
                lead=("as", "by"),
                offer=_operator,
                skipped=_proven,
                names=nobody_known,
            ),
        ),
        done="Done: it is signed, with what is not well now.",
        own_word=SIGN,
        own_help="Sign that you heard the morning check. What is not well is written down with your name. After your PIN no name is "
        "asked for.",
    ),
)


def told(arrived: MorningArrived, model: ConsoleModel, passed_ms: int) -> list[str]:
    """What is not well first, a sentence each."""
    if arrived.known is None or model.view is None:
        return [arrived.refused]
    found = morning(model.view, arrived.known, model.uncovered, passed_ms)
    done = signed(model.view)
    return [verdict(found), *map(_sentence, found), *([f"{done}."] if done else []), f"To sign it, type: {SIGN}"]


def _sentence(found: Found) -> str:
    grave = "Not well. " if found.well is False else ""
    return f"{grave}{found.name}: {found.words.rstrip('.')}."
