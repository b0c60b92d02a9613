"""The sections of a plan file about wires: what things hang on, serial lines, boards. Reads values off a Sheet, as `sections` does."""

from enum import StrEnum

from appliance.plan.ids import BoardId, HangId, LineId
from appliance.plan.marked import Sheet, Spot
from appliance.plan.mistakes import did_you_mean, listed, quoted
from appliance.plan.model import Board, HangKind, HangsOn, Line, Speaks


def hangs_on(sheet: Sheet, spot: Spot) -> HangsOn:
    """What several things fail with."""
    held = sheet.fields(spot, ("id", "name", "what"), ("on",))
    return HangsOn(
        hangs=HangId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        what=_word(HangKind, sheet, held.get("what"), HangKind.OTHER),
        on=HangId(sheet.text(held.get("on"))),
    )


def line(sheet: Sheet, spot: Spot) -> Line:
    """A serial line."""
    held = sheet.fields(spot, ("id", "name", "speaks", "port"), ("baud", "format", "on"))
    return Line(
        line=LineId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        speaks=_word(Speaks, sheet, held.get("speaks"), Speaks.MODBUS),
        port=sheet.text(held.get("port")),
        baud=sheet.number(held.get("baud"), 0),
        format=sheet.text(held["format"]) if "format" in held else "8N1",
        on=HangId(sheet.text(held.get("on"))),
    )


def board(sheet: Sheet, spot: Spot) -> Board:
    """A board with inputs and relays."""
    held = sheet.fields(spot, ("id", "name", "line", "unit"), ("inputs", "relays", "on"))
    return Board(
        board=BoardId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        line=LineId(sheet.text(held.get("line"))),
        unit=sheet.number(held.get("unit"), 1),
        inputs=sheet.number(held.get("inputs"), 0),
        relays=sheet.number(held.get("relays"), 0),
        on=HangId(sheet.text(held.get("on"))),
    )


def _word[Word: StrEnum](words: type[Word], sheet: Sheet, spot: Spot | None, otherwise: Word) -> Word:
    text = "" if spot is None else sheet.word(spot)
    known = [str(each) for each in words]
    if text in known:
        return words(text)
    if spot is not None and text:
        sheet.note(
            spot, f"{quoted(text)} is not known here.", did_you_mean(text, known) or f"Choose one of {listed(known)}."
        )
    return otherwise
