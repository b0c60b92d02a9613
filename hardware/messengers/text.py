"""Is the way of texts: it says each message as a text through a modem, and hands in the texts that come. Knows no call and no person."""

from collections.abc import Callable, Mapping

from hardware.modem.settings import HearText, TextHeard, TextSettings
from hardware.ports import Message, Report
from hardware.serial.lines import Lines

__all__ = ["TextHeard", "TextMessenger", "TextSettings"]


class TextMessenger:
    """The way of texts. One for a box. It takes its line from `lines` while it runs; `hear_text` is given every text that came."""

    family = TextSettings.family

    def __init__(self, settings: TextSettings, lines: Lines, hear_text: HearText) -> None:
        self._settings = settings
        self._lines = lines
        self._hear_text = hear_text
        self._addresses: frozenset[str] = frozenset()
        self._wanted: dict[str, Message] = {}

    async def run(self, hear: Callable[[Report], None]) -> None:
        """Say and hear until cancelled. Raises HardwareError if another family has the modem's line."""
        raise NotImplementedError

    def expect(self, addresses: frozenset[str]) -> None:
        """Set the numbers of the plan."""
        self._addresses = addresses

    def say(self, messages: Mapping[str, Message]) -> None:
        """Set everything that has to be said now."""
        self._wanted = dict(messages)
