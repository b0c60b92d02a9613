"""Holds what is needed to make the source of an alarm panel's hold-up buttons. Pure value."""

from typing import ClassVar

import msgspec

from hardware.serial.line import Wire


class AlarmDecoderSettings(msgspec.Struct, frozen=True):
    """The lines that have an AlarmDecoder at their end."""

    family: ClassVar[str] = "alarmdecoder"

    lines: tuple[Wire, ...]
