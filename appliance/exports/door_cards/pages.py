"""Makes a document of door cards: a list for whoever hangs them, then a page for each room. Pure; knows no box and writes no file."""

from collections.abc import Iterator, Mapping
from datetime import date

from appliance.door_cards import texts
from appliance.door_cards.card import NO_FLOOR, DoorCard, Line
from appliance.exports.document import Document, Pictured, Section, Shown, Table, Text
from appliance.exports.door_cards.pictograms import signs
from appliance.plan.ids import ButtonId
from appliance.supports.language import Both

LINE_TO_WRITE = "____-__-__"
"""A day that nobody told this program: whoever tests the button writes it by hand."""

_HANG = (
    "Hang each card inside the room, beside the door, at a height that somebody in a wheelchair reads. Take the old card down.",
    "A card has a code. It changes with what the card says. Keep the list of codes: after a change of the plan it tells which cards are "
    "out of date.",
)
_SHARES = (2, 3, 2, 2)
_FEW = 3
"""A card is one page. Above the lines of a lamp, more lines than these of what to do without the button are set smaller, and so is what
holds of every press. What to press stays large.
"""


def door_pages(building: str, cards: tuple[DoorCard, ...], tested: Mapping[ButtonId, date], made_ms: int) -> Document:
    """Make it. `tested` has the day of the last walk test of each button, as far as it is known. `made_ms` as in `Document`."""
    rows = tuple((each.room, each.name, each.code, _day(each, tested)) for each in cards)
    heads = ("Room", "Name", "Code of the card", texts.TESTED.en)
    listed = Table("Cards in this file", heads, rows, _SHARES)
    return Document(
        title="Door cards",
        subtitle=building,
        sections=(
            Section("To hang them", (*(Text(each) for each in _HANG), listed)),
            *(section for each in cards for section in _card(each, tested)),
        ),
        identity=f"{building}. Door cards: how to call, in English and Spanish.",
        made_ms=made_ms,
        narrow=True,
    )


def card_page(card: DoorCard, tested: Mapping[ButtonId, date], made_ms: int) -> Document:
    """Make one card alone, to be read at a console. The arguments are those of `door_pages`."""
    head, *said = _card(card, tested)
    return Document(
        title=head.title,
        subtitle=". ".join(each.text for each in head.blocks if isinstance(each, Text)),
        sections=tuple(said),
        identity=f"{card.building}. Door card {card.code}.",
        made_ms=made_ms,
    )


def _card(card: DoorCard, tested: Mapping[ButtonId, date]) -> Iterator[Section]:
    place = f"Room {card.room}, floor {card.floor}" if card.floor != NO_FLOOR else "Outside of all rooms"
    where = f"{card.building}. {place}. Card / Tarjeta {card.code}"
    tests = [Text(f"{_both(texts.TESTED)}: {_day(card, tested)}")] if card.buttons else []
    yield Section(card.name, (Text(where), *tests), new_page=True, large=True)
    crowded = bool(card.lamp) and len(card.fallback) > _FEW
    gestures = tuple(each for each in card.calls if each.signs)
    others = tuple(each for each in card.calls if not each.signs)
    for title, *parts in (
        (texts.HOW_TO_CALL, (gestures, False), (others, crowded)),
        (texts.IF_NOT, (card.fallback, crowded)),
        (texts.THE_LAMP, (card.lamp, True)),
        (texts.REPERCUSSIONS, (tuple(map(Line, card.statement)), True)),
    ):
        blocks = tuple(_pictured(title, lines, small) for lines, small in parts if lines)
        if blocks:
            yield Section(_both(title), blocks, level=2)


def _pictured(title: Both, lines: tuple[Line, ...], small: bool) -> Pictured:
    rows = tuple(Shown(signs(each.signs), each.says.en, each.says.es) for each in lines)
    return Pictured(_both(title), rows, small)


def _day(card: DoorCard, tested: Mapping[ButtonId, date]) -> str:
    """Say when each button was last tested. One that nobody tested, or of which nobody knows, has a line to write on."""
    days = {each: tested.get(each) for each in card.buttons}
    if len(set(days.values())) <= 1:
        return _written(next(iter(days.values()), None)) if days else ""
    return ", ".join(f"{button} {_written(day)}" for button, day in days.items())


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else LINE_TO_WRITE


def _both(text: Both) -> str:
    return f"{text.en} / {text.es}"
