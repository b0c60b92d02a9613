"""Handing an emergency over to the district's alarm panel: whether it may be, what is asked, what is known of it afterwards. Pure.

The box decides; this offers only what it would take. Nothing here says that police were told, which nobody here knows. It goes out only
when a word was typed and what will happen was confirmed: no shortened word and no single digit hands anything over.
"""

from datetime import tzinfo

from appliance.api.board.calls import CallCard
from appliance.core.calls.commands import HandOver
from appliance.core.calls.hand_over import TYPED, says
from appliance.core.calls.titles import HANDED
from appliance.flows.flow import AskAgain, Dropped, Flow
from appliance.flows.naming import call_named
from appliance.flows.parts import Given, Option, Part
from appliance.plan.model import Kind
from appliance.words.times import clock

SURE = "YES"
WORD_TRIES = 3
"""As for a response of the building."""
NO_PANEL = "This desk does not hand over to an alarm panel. Call 911."
PRACTICE = "Practice is never handed over. If it is real, make it real first."
NOT_EMERGENCY = "Only an emergency is handed over. Call 911, or say that it is one."
NOT_TYPED = f"Nothing was handed over: the word was not {TYPED}."
NOT_SURE = "Nothing was handed over. If police are needed, call 911."


def why_not(call: CallCard, panel: str) -> str:
    """Why a call cannot be handed over from this desk; empty where it can be. `panel` is the plan's for this desk, empty for none."""
    if not panel:
        return NO_PANEL
    if call.drill:
        return PRACTICE
    return "" if call.kind is Kind.EMERGENCY else NOT_EMERGENCY


def mark(call: CallCard) -> str:
    """On its card; empty where nobody asked for it."""
    return "" if call.handed is None else HANDED[call.handed.state]


def known(call: CallCard, zone: tzinfo, *, why: bool = True) -> str:
    """What is known of it, as a sentence that ends with what to do; empty where nobody asked for it."""
    if call.handed is None:
        return ""
    said = says(call.handed.state, clock(call.handed.wall_ms, zone), call.handed.why if why else "")
    return f"{said[:1].upper()}{said[1:]}"


def newest(calls: tuple[CallCard, ...]) -> CallCard | None:
    """The call that was handed over last."""
    handed = [(call.handed.wall_ms, call.number, call) for call in calls if call.handed is not None]
    return max(handed, default=(0, 0, None), key=lambda each: each[:2])[2]


def _panel(given: Given) -> str:
    return given.known.facts.hands_over if given.known.facts else ""


def _title(given: Given) -> str:
    assert given.call is not None, "a call is handed over"
    return f"HAND OVER {call_named(given.call)} to {_panel(given)}"


def _asks_word(given: Given) -> str:
    return f"Type {TYPED} to hand it over to {_panel(given)}, or cancel. You are asked once more."


def _asks_sure(given: Given) -> str:
    return f"Type {SURE} to close the contacts of {_panel(given)} once. Whether police were told is not known here: call 911 too."


def _sure(given: Given) -> tuple[Option, ...]:
    del given
    now = "Hand over, once. Whether police were told is not known here: call 911 too"
    return Option(SURE, now), Option("", "No: nothing goes out")


def _not_the_word(given: Given) -> bool:
    return not _same(given.parts["word"], TYPED)


def _same(typed: str, word: str) -> bool:
    """Whether this is the word. Large or small letters are one."""
    return typed.strip().casefold() == word.casefold()


def _hand_over(given: Given) -> HandOver | AskAgain | Dropped:
    if _not_the_word(given):
        return AskAgain(NOT_TYPED, ("word", "sure"), WORD_TRIES)
    if not _same(given.parts["sure"], SURE):
        return Dropped(NOT_SURE)
    return HandOver(incident=given.incident, typed=TYPED)


HAND_OVER = Flow(
    "panel",
    _hand_over,
    (
        Part(
            "word",
            f"Type {TYPED}.",
            asks=_asks_word,
            awaits=frozenset({TYPED.casefold()}),
            alone=True,
            label=lambda _: f"Type {TYPED} and press ENTER. You are asked once more.",
            kept=False,
        ),
        Part(
            "sure",
            f"Type {SURE}.",
            asks=_asks_sure,
            skipped=_not_the_word,
            alone=True,
            instead=_sure,
            read_first=True,
        ),
    ),
    done="Asked for. Call 911 as well: what becomes of it is told here.",
    title=_title,
    nothing_after=True,
)
