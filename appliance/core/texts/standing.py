"""Tells which entries about texts stand over a restart. Pure.

Each text that is remembered has a place of its own, which a newer text takes over. So a restart reads as many entries as are remembered,
however many texts came.
"""

from typing import assert_never

from appliance.core.ground.stands import Falls, Stands
from appliance.core.held.texts import slot_of
from appliance.core.texts.events import AnyTextEvent, TextRead, TextTaken


def changes(event: AnyTextEvent) -> tuple[Stands | Falls, ...]:
    """Give what an event puts up or takes down."""
    match event:
        case TextTaken(number=number):
            return Stands(f"text:{slot_of(number)}"), Falls(f"text-read:{slot_of(number)}")
        case TextRead(number=number):
            return (Stands(f"text-read:{slot_of(number)}"),)
        case _:
            assert_never(event)
