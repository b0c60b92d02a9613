"""Writes every button and sounder in the words of a list: what the plan, the board and the record know of them. Pure; knows no wire."""

from collections.abc import Mapping

import msgspec

from appliance.api.board.card_view import CANNOT_BE_TOLD, lamp_shown
from appliance.api.board.view import room_name_of, trouble_line
from appliance.api.desk.buttons import ButtonLine, SounderLine
from appliance.core.board import Board
from appliance.core.devices.supervision import Heard, sounder_works
from appliance.core.ground.moment import Moment
from appliance.core.ground.place import planned_place, title
from appliance.core.ground.words import Cause
from appliance.plan.families import INOVONICS, class_of, two_way
from appliance.plan.ids import ButtonId
from appliance.plan.model import Button, Sounder
from appliance.words.troubles import BUTTON_LOW_BATTERY, SOUNDER_SILENT, row_of


def button_lines(board: Board, heard: Heard, now: Moment, ledgers: Mapping[ButtonId, str]) -> tuple[ButtonLine, ...]:
    """Give every button of the plan, in its order, with what is known without asking its wire."""
    troubles: dict[str, list[str]] = {}
    for key, trouble in board.troubles.items():
        if row_of(trouble.cause.what).of_a_button:
            troubles.setdefault(trouble.cause.subject, []).append(key)
    pressed = {button for button, _, _ in board.counters}
    return tuple(
        msgspec.structs.replace(
            _line(board, heard, now, button, ledgers.get(button.button, ""), troubles.get(button.button, [])),
            pressed=button.button in pressed,
        )
        for button in board.index.plan.buttons
    )


def _line(board: Board, heard: Heard, now: Moment, button: Button, ledger: str, troubles: list[str]) -> ButtonLine:
    heard_ms = heard.last_heard_ms(f"button:{button.button}")
    out = board.out_of_service.get(button.button)
    answers = two_way(button.family)
    return ButtonLine(
        button=button.button,
        room=button.room,
        room_name=room_name_of(board, button.button),
        family=button.family,
        two_way=answers,
        told=lamp_shown(board, heard, button.button, now) if answers else CANNOT_BE_TOLD,
        heard_ago_ms=None if heard_ms is None else max(0, now.mono_ms - heard_ms),
        ledger=ledger,
        troubles=tuple(trouble_line(board.troubles[key], now) for key in troubles),
        out_of_service_ms=None if out is None else max(0, out.ends_ms - now.mono_ms),
        place_name=title(planned_place(button), board.index),
        duty=button.duty,
        cls=known.number if (known := class_of(button.family)) is not None else 0,
        part=button.part,
        wires=button.wires,
        checks_in_s=board.index.silent_after_s.get(button.button),
        battery=_battery(button, troubles, known_alive=heard_ms is not None),
    )


def _battery(button: Button, troubles: list[str], *, known_alive: bool) -> str:
    """Tell the battery of a button. Only transmitters tell it, in each of their messages."""
    if button.family != INOVONICS:
        return ""
    if any(key.startswith(f"{BUTTON_LOW_BATTERY.word}:") for key in troubles):
        return "low"
    return "good" if known_alive else ""


def sounder_lines(board: Board, heard: Heard, now: Moment) -> tuple[SounderLine, ...]:
    """Give every sounder of the plan, in its order, with what is known without asking its wire."""
    return tuple(_sounder_line(board, heard, now, sounder) for sounder in board.index.plan.sounders)


def _sounder_line(board: Board, heard: Heard, now: Moment, sounder: Sounder) -> SounderLine:
    trouble = board.troubles.get(Cause(SOUNDER_SILENT.word, sounder.sounder).key)
    return SounderLine(
        sounder=sounder.sounder,
        name=sounder.name,
        family=sounder.family,
        works=sounder_works(board, heard, sounder.sounder, now),
        trouble=trouble_line(trouble, now) if trouble is not None else None,
    )
