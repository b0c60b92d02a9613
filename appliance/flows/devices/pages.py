"""The pages of the plan: a browser is paired with one, or one is retired. Pure."""

from dataclasses import dataclass
from enum import Enum

from appliance.api.ways.pages import PageLine, PairingOpened
from appliance.core.pages.commands import RetirePage
from appliance.flows.flow import Flow
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option, Part
from appliance.plan.ids import ButtonId

NO_PAGE = "The plan has no page. Add one under pages of the plan, with its room."
NONE_PAIRED = "No browser is paired with a page."
COLUMN = 30


@dataclass(frozen=True, slots=True)
class OpensPairing:
    """A desk holds a window open in which one browser is paired with this page."""

    page: ButtonId


class Does(Enum):
    """What is done about a page."""

    PAIR = "pair"
    RETIRE = "retire"


def _pages(known: Known) -> tuple[PageLine, ...]:
    return known.facts.pages if known.facts else ()


def _options(pages: tuple[PageLine, ...]) -> tuple[Option, ...]:
    return tuple(
        Option(
            each.page,
            f"{each.page} in {each.room_name}",
            (each.page, each.room_name),
            line=f"{each.room_name}\t{each.page}  {'paired' if each.paired else 'not paired'}",
            found_by=f"{each.room_name} {each.page}",
        )
        for each in pages
    )


def pages(given: Given) -> tuple[Option, ...]:
    """Every page of the plan, by its room or its own id."""
    return _options(_pages(given.known))


def paired(given: Given) -> tuple[Option, ...]:
    """Every page that has a browser."""
    return _options(tuple(each for each in _pages(given.known) if each.paired))


def where(known: Known, page: ButtonId) -> str:
    """Name the room of a page, or the page, if the plan does not have it any more."""
    return next((each.room_name for each in _pages(known) if each.page == page), str(page))


def _does(given: Given) -> tuple[Option, ...]:
    line = next((each for each in _pages(given.known) if each.page == given.parts["page"]), None)
    pair = Option(
        Does.PAIR, "pair a browser with it", ("pair",), line="Pair a browser with it: a code, for two minutes"
    )
    retire = Option(Does.RETIRE, "retire it", ("retire",), line="Retire it: its browser calls no more")
    return (pair, retire) if line is not None and line.paired else (pair,)


def code_words(opened: PairingOpened, room: str) -> tuple[str, ...]:
    """Say what somebody does at the computer. The code is said in two halves, as people read it out."""
    code, minutes = opened.code, opened.ends_after_s // 60
    return (
        f"Code: {code[: len(code) // 2]} {code[len(code) // 2 :]}",
        f"Where: {room}",
        "Open the page of this box there, choose Pair, and type the code.",
        f"It pairs one browser, once, within {minutes} minutes.",
        "A browser that was paired with this page before calls no more.",
        "Then test it: a walk test, and a press there. It covers no room.",
    )


_WHICH = Part(
    "page",
    "Which page? Type its room, or part of it.",
    pages,
    none=NO_PAGE,
    label=lambda _: "Room:",
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
            "Which page calls no more? Type its room, or part of it.",
            paired,
            none=NONE_PAIRED,
            label=lambda _: "Room:",
            narrows=True,
            column=COLUMN,
        ),
    ),
    done="Done: its browser calls no more. Another is paired with: pair page",
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
            title=lambda given: f"PAGE {given.parts['page']}: what is done about it?",
        ),
    ),
    done="Done: its browser calls no more.",
    of_plan=True,
)
"""Both in one, for a screen."""
