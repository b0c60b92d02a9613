"""Reads the sections of a plan file about wires: what things hang on, lines, boards, supplies, and the way to an alarm panel.

Reads values off a Sheet, as `sections` does.
"""

import re
from enum import StrEnum

from appliance.plan.hanging import HangKind, HangsOn
from appliance.plan.ids import BoardId, DeskId, HangId, LineId
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import quoted
from appliance.plan.model import CircuitBoard, HandOver, SerialLine, Speaks, Supply

_SECONDS = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,3}))?", re.ASCII)


def hangs_on(sheet: Sheet, raw: RawValue) -> HangsOn:
    """Read one entry of `hangs_on`."""
    held = sheet.fields(raw, ("id", "name", "what"), ("on",))
    return HangsOn(
        hangs=HangId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        what=_word(HangKind, sheet, held.get("what"), HangKind.OTHER),
        on=HangId(sheet.text(held.get("on"))),
    )


def line(sheet: Sheet, raw: RawValue) -> SerialLine:
    """Read one serial line."""
    held = sheet.fields(raw, ("id", "name", "speaks", "port"), ("baud", "format", "on"))
    return SerialLine(
        line=LineId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        speaks=_word(Speaks, sheet, held.get("speaks"), Speaks.MODBUS),
        port=sheet.text(held.get("port")),
        baud=sheet.number(held.get("baud"), 0),
        format=sheet.text(held["format"]) if "format" in held else "8N1",
        on=HangId(sheet.text(held.get("on"))),
    )


def board(sheet: Sheet, raw: RawValue) -> CircuitBoard:
    """Read one board with inputs and relays."""
    held = sheet.fields(raw, ("id", "name", "line", "unit"), ("inputs", "relays", "on"))
    return CircuitBoard(
        board=BoardId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        line=LineId(sheet.text(held.get("line"))),
        unit=sheet.number(held.get("unit"), 1),
        inputs=sheet.number(held.get("inputs"), 0),
        relays=sheet.number(held.get("relays"), 0),
        on=HangId(sheet.text(held.get("on"))),
    )


def hand_over(sheet: Sheet, raw: RawValue) -> HandOver:
    """Read the way to the district's own alarm panel."""
    held = sheet.fields(raw, ("desks", "outputs", "panel", "panel_zone"), ("pulse_s",))
    return HandOver(
        desks=tuple(DeskId(sheet.word(each)) for each in sheet.items(held.get("desks"), one_alone=True)),
        outputs=tuple(sheet.word(each) for each in sheet.items(held.get("outputs"))),
        panel=sheet.text(held.get("panel")),
        panel_zone=sheet.text(held.get("panel_zone")),
        pulse_ms=_milliseconds(sheet, held.get("pulse_s"), 1000),
    )


def _milliseconds(sheet: Sheet, raw: RawValue | None, otherwise: int) -> int:
    text = "" if raw is None else sheet.word(raw)
    found = _SECONDS.fullmatch(text)
    if found is not None:
        return int(found[1]) * 1000 + int((found[2] or "").ljust(3, "0"))
    if raw is not None and text:
        sheet.note(raw, f"{quoted(text)} is no number of seconds.", "Write it like 1 or 0.5.")
    return otherwise


def supply(sheet: Sheet, raw: RawValue) -> Supply:
    """Read one supply that is watched."""
    usual = Supply(HangId(""), "", "")
    held = sheet.fields(raw, ("id", "name", "ups"), ("feeds", "low_min"))
    return Supply(
        supply=HangId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        ups=sheet.text(held.get("ups")),
        feeds=sheet.text(held["feeds"]) if "feeds" in held else usual.feeds,
        low_min=sheet.number(held.get("low_min"), usual.low_min),
    )


def _word[Word: StrEnum](words: type[Word], sheet: Sheet, raw: RawValue | None, otherwise: Word) -> Word:
    return sheet.one_of(words, raw, "{} is not known here.") or otherwise
