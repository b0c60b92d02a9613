"""What people do about a trouble: put it aside for a while and say why, take it back, or say that it is over. Pure."""

from dataclasses import dataclass
from typing import Any, Never

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import TroubleLine
from appliance.core.devices.commands import ClearTrouble, ShelveTrouble, UnshelveTrouble
from appliance.core.district.copies import ASK_ROOMS
from appliance.core.ground.words import Cause
from appliance.flows.flow import Flow, GoOn, only_leads
from appliance.flows.parts import Given, Option, Part
from appliance.words.times import count, in_words, span
from appliance.words.troubles import cause_words, row_of

HOURS = (1, 2, 4)
"""To choose from; four are the most the box takes (`appliance.core.devices.shelf`)."""


def in_order(view: BoardView) -> tuple[TroubleLine, ...]:
    """Every trouble, the newest first. Troubles that somebody put aside stand after the others."""
    return tuple(sorted(view.troubles, key=lambda each: (each.shelved_ms is not None, each.age_ms)))


def warned_of(view: BoardView) -> bool:
    """Whether there is a trouble that nobody put aside, or a place from where nobody can call."""
    return bool(view.out_of_service or view.cut_off) or any(each.shelved_ms is None for each in view.troubles)


def what_else(view: BoardView, not_well: tuple[str, ...]) -> tuple[str, ...]:
    """What a list of troubles says besides: all else that is not well, but only where `warned_of` has nothing to warn of.

    Such a list names what the top of the screen warns of, and what was put aside is not that. `not_well`: everything besides troubles.
    """
    return () if warned_of(view) else not_well


@dataclass(frozen=True, slots=True)
class Counted:
    """How many troubles wait for somebody, and how many were put aside."""

    open: int
    aside: int

    @property
    def and_aside(self) -> str:
        """What stands behind the number of those that wait; empty where none was put aside."""
        return f" and {self.aside} put aside" if self.aside else ""


def counted(view: BoardView) -> Counted:
    """Count the troubles of this board."""
    aside = sum(each.shelved_ms is not None for each in view.troubles)
    return Counted(len(view.troubles) - aside, aside)


def open_words(troubles: Counted, not_well: tuple[str, ...]) -> str:
    """How many there are, as the title of their list; with none open it says all the same that something else is not well."""
    put_aside = f", {troubles.aside} put aside" if troubles.aside else ""
    besides = ", but not everything is well" if not_well and not troubles.open else ""
    return f"{count(troubles.open, 'is', 'are') if troubles.open else 'none is'} open{put_aside}{besides}"


def put_aside_for(milliseconds: int) -> str:
    """For how much longer a trouble is put aside."""
    return f"put aside for {span(milliseconds)} more"


def put_aside_spoken(milliseconds: int) -> str:
    """The same as the beginning of a sentence to hear."""
    return f"Put aside for {in_words(milliseconds)}"


def cause(trouble: TroubleLine) -> Cause:
    """The cause by which a command names this trouble."""
    return Cause(trouble.what, trouble.subject)


def named(trouble: TroubleLine | Cause) -> str:
    """A trouble as a screen names it: `button lost B117`."""
    return cause_words(trouble.what, trouble.subject)


def spoken(trouble: TroubleLine) -> str:
    """A trouble as a sentence names it: `button lost, B117`."""
    return cause_words(trouble.what, trouble.subject, ", ")


def people_end(trouble: TroubleLine) -> bool:
    """Whether only people can know that it is over."""
    return bool(row_of(trouble.what).done)


def rooms_to_ask(view: BoardView) -> TroubleLine | None:
    """The trouble that says that every room is to be asked, until somebody says that it was done."""
    return next((each for each in view.troubles if each.what == ASK_ROOMS.what), None)


def open_troubles(given: Given) -> tuple[Option, ...]:
    """Every trouble that nobody put aside."""
    return tuple(_option(each) for each in _troubles(given) if each.shelved_ms is None)


def put_aside(given: Given) -> tuple[Option, ...]:
    """Every trouble that somebody put aside."""
    return tuple(_option(each) for each in _troubles(given) if each.shelved_ms is not None)


def for_people_to_end(given: Given) -> tuple[Option, ...]:
    """Every trouble that only people can end."""
    return tuple(_option(each) for each in _troubles(given) if people_end(each))


def hours(given: Given) -> tuple[Option, ...]:
    """For how long a trouble can be put aside."""
    del given
    said = {number: count(number, "hour", "hours") for number in HOURS}
    return tuple(
        Option(number, words, (words, str(number)), line=f"for {words}, then it is back")
        for number, words in said.items()
    )


def what_to_do(trouble: TroubleLine) -> Flow[Any]:
    """The act that begins when a person chooses this trouble. If only people can end it, they are asked first whether it is done."""
    if people_end(trouble):
        return IS_IT_DONE
    return ASIDE if trouble.shelved_ms is None else END_ASIDE


def _troubles(given: Given) -> tuple[TroubleLine, ...]:
    return given.known.view.troubles if given.known.view else ()


def _option(trouble: TroubleLine) -> Option:
    typed = (spoken(trouble), trouble.subject) if trouble.subject else (spoken(trouble),)
    return Option(cause(trouble), spoken(trouble), typed)


def _done_or_not(given: Given) -> tuple[Option, ...]:
    """Whether it is done. The choice that it is not stands first, so that a second ENTER in haste ends nothing."""
    trouble = next(each for each in _troubles(given) if cause(each) == given.parts["trouble"])
    known = {"trouble": given.parts["trouble"]}
    waits = (
        Option(GoOn(ASIDE, known), "Not yet, and it can wait: put it aside")
        if trouble.shelved_ms is None
        else Option(GoOn(END_ASIDE, known), "Not yet, and nobody waits: take it back")
    )
    return waits, Option(GoOn(CLEAR, known), row_of(trouble.what).done)


ASIDE = Flow(
    "aside",
    lambda given: ShelveTrouble(
        cause=given.parts["trouble"], ends_after_s=given.parts["hours"] * 3600, reason=given.parts["reason"]
    ),
    (
        Part("trouble", "Which trouble can wait?", open_troubles, none="There is no trouble to put aside."),
        Part("hours", "For how long? Then it is back by itself.", hours, lead=("for",), with_next=True),
        Part(
            "reason",
            "Why can it wait?",
            lead=("because",),
            label=lambda _: "Why it can wait:",
            lacking="Say why it can wait first",
        ),
    ),
    title=lambda given: f"PUT ASIDE: {named(given.parts['trouble'])}. Calls still come as they can.",
)
END_ASIDE = Flow(
    "end aside",
    lambda given: UnshelveTrouble(cause=given.parts["trouble"]),
    (Part("trouble", "Which trouble is looked at again?", put_aside, none="No trouble was put aside."),),
)
CLEAR = Flow(
    "clear",
    lambda given: ClearTrouble(cause=given.parts["trouble"]),
    (Part("trouble", "Which one is done?", for_people_to_end, none="There is no trouble that people end."),),
)
IS_IT_DONE: Flow[Never] = Flow(
    "is it done",
    only_leads,
    (
        Part("trouble", "Which one is done?", for_people_to_end, none="There is no trouble that people end."),
        Part("next", "Is it done?", _done_or_not),
    ),
    title=lambda given: f"{named(given.parts['trouble'])}: is it done?",
)
"""For a console that lists all troubles and asks what to do about one."""
