"""What of the plan a browser can be paired with: pages of rooms, responders' phones, desks in a browser and wall boards. One is paired, or
retired. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from appliance.api.ways.pages import PageLine, PairingOpened
from appliance.core.pages.commands import RetirePage
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.plan.ids import ButtonId
from appliance.plan.pairable import PairedAs

NO_PAGE = "The plan has nothing that a browser can be paired with: no page of a room, no phone, no wall board, no desk in a browser."
NONE_PAIRED = "No browser is paired."
COLUMN = 30

KINDS: Mapping[PairedAs, str] = {
    PairedAs.ROOM: "page",
    PairedAs.PHONE: "phone",
    PairedAs.DESK: "desk in a browser",
    PairedAs.WALL: "wall board",
}
"""What a browser is paired as, as people say it."""


@dataclass(frozen=True, slots=True)
class OpensPairing:
    """A desk holds a window open in which one browser is paired with this id."""

    page: ButtonId


class Does(Enum):
    """What is done about it."""

    PAIR = "pair"
    RETIRE = "retire"


def _pages(known: Known) -> tuple[PageLine, ...]:
    return known.facts.pages if known.facts else ()


def _options(pages: tuple[PageLine, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(
            each.page,
            _said(each),
            (each.page, each.where),
            line=f"{each.where}\t{each.page}  {KINDS[each.kind]}, {'paired' if each.paired else 'not paired'}",
            found_by=f"{each.where} {each.page} {KINDS[each.kind]}",
        )
        for each in pages
    )


def _said(line: PageLine) -> str:
    """Say in the middle of a sentence which one it is."""
    match line.kind:
        case PairedAs.ROOM:
            return f"{line.page} in {line.where}"
        case PairedAs.PHONE:
            return f"{line.page}, the phone of {line.where}"
        case PairedAs.DESK:
            return f"{line.where} in a browser"
        case PairedAs.WALL:
            return f"{line.page}, the wall board {line.where}"
        case _:
            assert_never(line.kind)


def pages(given: Given) -> tuple[Option, ...]:
    """Everything that can be paired, by its place, its own id or what it is."""
    return _options(_pages(given.known))


def paired(given: Given) -> tuple[Option, ...]:
    """Everything that has a browser."""
    return _options(tuple(each for each in _pages(given.known) if each.paired))


def where(known: Known, page: ButtonId) -> str:
    """Name the place of an id, or the id, if the plan does not have it any more."""
    return next((each.where for each in _pages(known) if each.page == page), str(page))


def _kind(given: Given) -> str:
    kinds = {each.page: each.kind for each in _pages(given.known)}
    return KINDS[kinds.get(given.parts["page"], PairedAs.ROOM)]


def _does(given: Given) -> tuple[Option, ...]:
    line = next((each for each in _pages(given.known) if each.page == given.parts["page"]), None)
    pair = Option(
        Does.PAIR, "pair a browser with it", ("pair",), line="Pair a browser with it: a code, for two minutes"
    )
    retire = Option(Does.RETIRE, "retire it", ("retire",), line="Retire it, until a browser is paired with it again")
    return (pair, retire) if line is not None and line.paired else (pair,)


def code_words(opened: PairingOpened, where: str) -> tuple[str, ...]:
    """Say what somebody does at the browser. The code is said in two halves, as people read it out."""
    code, minutes = opened.code, opened.ends_after_s // 60
    return (
        f"Code: {code[: len(code) // 2]} {code[len(code) // 2 :]}",
        f"Where: {where}",
        "In the browser there, open https://BOX:8444/pair and type the code.",
        "Then choose Pair. BOX is the name or address of this box: ask district IT.",
        f"It pairs one browser, once, within {minutes} minutes.",
        "A browser that was paired with this before is retired by that.",
        "Then test it: a page of a room by a walk test, all others by a call.",
    )


_WHICH = Part(
    "page",
    "Which one? Type its room, person or id, or part of it.",
    pages,
    none=NO_PAGE,
    label=lambda _: "Which:",
    narrows=True,
    column=COLUMN,
    title=lambda _: "PAGES: which one?",
)

PAIR_PAGE = Flow("pair page", lambda given: OpensPairing(given.parts["page"]), (_WHICH,), of_plan=True)

RETIRE_PAGE = Flow(
    "retire page",
    lambda given: RetirePage(page=given.parts["page"]),
    (
        Part(
            "page",
            "Which one is retired? Type its room, person or id, or part of it.",
            paired,
            none=NONE_PAIRED,
            label=lambda _: "Which:",
            narrows=True,
            column=COLUMN,
        ),
    ),
    done="Done: its browser is retired. Another is paired with: pair page",
    of_plan=True,
)


def _makes(given: Given) -> OpensPairing | RetirePage:
    page = given.parts["page"]
    return OpensPairing(page) if given.parts["does"] is Does.PAIR else RetirePage(page=page)


PAGES = Flow(
    "pages",
    _makes,
    (
        _WHICH,
        Part(
            "does",
            "What is done about it?",
            _does,
            assumed=True,
            title=lambda given: f"{_kind(given).upper()} {given.parts['page']}: what is done about it?",
        ),
    ),
    done="Done: its browser is retired.",
    of_plan=True,
)
"""Both in one, for a screen."""
