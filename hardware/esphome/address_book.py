"""Where each device was last met, and as what: hints for the next start, safe to lose, never proof of anything.

One small file, written whole and seldom: what changes each second (nothing here does) has no place on a flash card.
"""

import asyncio
import json
import logging
from pathlib import Path

import msgspec

from hardware.esphome.address import Address

NAME = "esphome-devices.json"
WRITE_EACH_S = 60  # after a building's power cut a hundred buttons come back within a minute: one write, not a hundred
BYTES_MAX = 1_000_000  # a thousand devices are 120 KB; a larger file is not ours

log = logging.getLogger("handbell.esphome")


class Met(msgspec.Struct):
    """One device: `where` it takes connections, its MAC, and the counting it went by. Empty where nothing is known."""

    where: str = ""
    mac: str = ""
    ledger: str = ""

    @property
    def address(self) -> Address | None:
        """`where`, to connect to."""
        return Address.read(self.where)


class AddressBook:
    """`folder` None keeps nothing beyond this run. Who was not asked for in a whole run is not kept for the next."""

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / NAME if folder is not None else None
        self._met: dict[str, Met] = _read(self._path)
        self._asked_for: set[str] = set()
        self._written = ""

    def met(self, device: str) -> Met:
        """What is known of a device, to read and to write."""
        self._asked_for.add(device)
        return self._met.setdefault(device, Met())

    async def keep_written(self) -> None:
        """Write what has changed now and then, until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(WRITE_EACH_S)
                await asyncio.to_thread(self._write, self._text())
        finally:
            self._write(self._text())

    def _text(self) -> str:
        met = {device: msgspec.structs.asdict(self._met[device]) for device in self._asked_for}
        return json.dumps(met, indent=1, sort_keys=True)

    def _write(self, text: str) -> None:
        if self._path is None or text == self._written:
            return
        new = self._path.with_suffix(".new")
        try:
            new.write_text(text)
            new.replace(self._path)
        except OSError as error:
            log.warning("the address book %s was not written: %s", self._path, error.strerror)
        self._written = text


def _read(path: Path | None) -> dict[str, Met]:
    """Nothing at all where there is no file, or one that is damaged."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > BYTES_MAX:
            raise ValueError("too large")
        entries = json.loads(path.read_text())
        return {
            str(device): Met(**{name: str(value) for name, value in met.items()}) for device, met in entries.items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        log.warning("the address book %s was put aside: %s", path, error)
        return {}
