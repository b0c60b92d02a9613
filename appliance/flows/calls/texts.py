"""Texts that are neither a call nor an answer, or that say more than the call which they are: somebody at a desk reads them. Pure."""

from appliance.api.board.board import BoardView
from appliance.api.board.texts import UnreadLine
from appliance.core.texts.commands import ReadText
from appliance.flows.flow import Flow
from appliance.flows.parts import Given, Option, Part
from appliance.words.times import ago, in_words

NO_TEXT_WAITS = "No text waits to be read."
NOT_READ_HERE = "its words are told after a PIN of somebody who may read notes"
SIGN_IN_FIRST = (
    "Nothing was done: its words are not told here. Whoever may read notes signs in with a PIN, and reads them first."
)


def no_text_waits(view: BoardView | None) -> str:
    """Why there is nothing to read; empty if there is."""
    return "" if view is not None and view.texts_unread else NO_TEXT_WAITS


def waiting_words(view: BoardView) -> str:
    """Say how many texts wait: `2 wait to be read`; empty if none does."""
    many = view.texts_unread
    return f"{many} {'waits' if many == 1 else 'wait'} to be read" if many else ""


def text_shown(line: UnreadLine, passed_ms: int) -> str:
    """One text in a line of a list."""
    return f"{ago(line.age_ms + passed_ms)} ago, {_from(line)}: {_words(line)}"


def text_spoken(line: UnreadLine, passed_ms: int) -> str:
    """The same to be heard."""
    rang = " It is a call too." if line.rang else ""
    return f"Text {line.number}, {_from(line)}, {in_words(line.age_ms + passed_ms)} ago: {_words(line)}.{rang}"


def _from(line: UnreadLine) -> str:
    """Say from whom it came. A number is claimed, and proves nobody."""
    if line.who:
        return f"from the number of {line.who}"
    return f"from {line.sender}" if line.sender else "number hidden"


def _words(line: UnreadLine) -> str:
    return line.words or NOT_READ_HERE


def _texts(given: Given) -> tuple[Option, ...]:
    view = given.known.view
    lines = () if view is None else view.texts
    passed_ms = given.known.passed_ms
    return tuple(
        Option(
            each,
            text_spoken(each, passed_ms),
            (str(each.number),),
            line=text_shown(each, passed_ms),
            number=each.number,
        )
        for each in lines
    )


def _read(given: Given) -> ReadText | str:
    line: UnreadLine = given.parts["text"]
    return ReadText(number=line.number) if line.words else SIGN_IN_FIRST


READ_TEXT = Flow(
    "read text",
    _read,
    (
        Part(
            "text",
            "Which text was read? It leaves the list then.",
            _texts,
            none=NO_TEXT_WAITS,
            label=lambda _: "Read it, and choose it: it leaves the list.",
            chosen_beforehand=False,
        ),
    ),
    done="Done: it left the list. The record keeps it.",
    title=lambda _: "TEXTS THAT WAIT TO BE READ",
)
