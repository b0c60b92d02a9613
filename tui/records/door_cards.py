"""Cards for doors from either console: read here, printed, or written to a file. Asks the box, and knows no screen.

What makes a PDF is imported when somebody wants one (`tui.records.papers`).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC
from itertools import batched
from typing import Any

import msgspec

from appliance.api.ask import Ask, Reply
from appliance.api.ways.door_cards import CARDS_MAX, AskDoorCards, CardLine, DoorCardsKnown
from appliance.api.ways.messages import AskWays, WaysKnown
from appliance.door_cards.card import DoorCard, from_document
from appliance.door_cards.hung import compared, to_print
from appliance.exports.document import Document
from appliance.exports.door_cards.pages import card_page, door_pages
from appliance.exports.door_cards.printing import NotPrinted, read_hung, standings_told, tested_days, write_new
from appliance.exports.ending import Misnamed, format_of
from appliance.exports.plain import plain
from appliance.flows.building.door_cards import AsksDoorCards, Becomes, Which
from appliance.plan.timezone import timezone_named
from tui.records.papers import report_paper
from tui.records.printing import NO_PRINTER, printer, send
from tui.records.typed_path import typed_path

type Asks = Callable[[Ask[Any]], Awaitable[Any]]
"""Asks the box; None is no answer."""

NO_ANSWER = "The box did not answer. Nothing was made. Try again in a moment."
CODES = "The code on a card at a door is this one, or the card is out of date:"
NONE_TO_HANG = "No card has to be hung."
_KIND = "pdf"


class NotDone(Exception):
    """`str()` says why, and what to do."""


async def door_cards_done(ask: Asks, asked: AsksDoorCards, width: int) -> list[str]:
    """Do what is asked, and say what came of it in lines; a text that is read is at most `width` wide."""
    try:
        return await _done(ask, asked, width)
    except (NotDone, NotPrinted, Misnamed) as why:
        return str(why).splitlines()


async def _done(ask: Asks, asked: AsksDoorCards, width: int) -> list[str]:
    if asked.becomes is Becomes.FILED:
        format_of(typed_path(asked.to), None, (_KIND,))  # before anything is made
    if asked.becomes is Becomes.PRINTED and not printer():
        raise NotDone(NO_PRINTER)
    known = await _answered(ask, AskDoorCards(request=0), DoorCardsKnown)
    wanted, told = await _wanted(known.listed, asked)
    if asked.becomes is Becomes.READ and isinstance(asked.which, Which):
        return told
    if not wanted:
        return [*told, NONE_TO_HANG]
    cards = await _cards(ask, wanted)
    now_ms = time.time_ns() // 1_000_000
    ways = await _answered(ask, AskWays(request=0), WaysKnown)
    tested = tested_days(ways, timezone_named(known.timezone) or UTC, now_ms)
    if asked.becomes is Becomes.READ:
        return [line for each in cards for line in plain(card_page(each, tested, now_ms), width).splitlines()]
    made = door_pages(known.building, cards, tested, now_ms)
    return [*(told if asked.which is Which.TO_HANG else []), await _on_paper(made, asked)]


async def _wanted(listed: tuple[CardLine, ...], asked: AsksDoorCards) -> tuple[tuple[CardLine, ...], list[str]]:
    """Choose the cards, and say how they stand: their codes, or which that hang are out of date."""
    if asked.which is Which.TO_HANG:
        standings = compared(listed, await asyncio.to_thread(read_hung, typed_path(asked.hung)))
        return to_print(listed, standings), standings_told(standings)
    chosen = listed if asked.which is Which.EVERY else tuple(each for each in listed if each.room == asked.which)
    if not chosen:
        raise NotDone("The plan has no such room any more." if listed else "The box has no plan with rooms yet.")
    return chosen, [CODES, *(f"{each.name} ({each.room}): {each.code}" for each in chosen)]


async def _cards(ask: Asks, wanted: tuple[CardLine, ...]) -> tuple[DoorCard, ...]:
    """Ask for what they say, so many at a time as one answer has."""
    found: list[DoorCard] = []
    for some in batched(wanted, CARDS_MAX, strict=False):
        rooms = tuple(each.room for each in some)
        known = await _answered(ask, AskDoorCards(request=0, rooms=rooms), DoorCardsKnown)
        try:
            found += map(from_document, known.documents)
        except msgspec.DecodeError as error:
            raise NotDone(
                f"A card of the box cannot be read by this program ({error}). Use one release for both."
            ) from error
    return tuple(found)


async def _answered[A](ask: Asks, question: Ask[A], kind: type[A]) -> A:
    answer = await ask(question)
    if isinstance(answer, kind):
        return answer
    raise NotDone(answer.says if isinstance(answer, Reply) and answer.says else NO_ANSWER)


async def _on_paper(made: Document, asked: AsksDoorCards) -> str:
    page = await report_paper(made)
    if asked.becomes is Becomes.PRINTED:
        return (await send(page, "door cards")).removeprefix("! ")
    path = typed_path(asked.to)
    await asyncio.to_thread(write_new, page, path)
    return f"Written: {path}"
