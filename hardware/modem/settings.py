"""Holds what is needed to make the way of texts. Pure values; knows no wire and no call."""

from pathlib import Path
from typing import ClassVar, Final

import msgspec

from hardware.modem.heard import HearText, Taken, TextHeard

__all__ = ["BAUD", "HearText", "Taken", "TextHeard", "TextSettings"]

BAUD: Final = 115_200  # what every modem of the list takes; on USB the number means nothing


class TextSettings(msgspec.Struct, frozen=True):
    """The modem of a box. `port` as a plan writes one (`hardware.serial.port`). `folder`: where the box keeps what a restart must know;
    None keeps it in memory only. `pin_file`: the file with the PIN of the SIM card, which need not exist.
    """

    family: ClassVar[str] = "text"

    port: str
    folder: Path | None = None
    pin_file: Path | None = None
