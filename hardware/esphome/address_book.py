"""Remembers on disk where each device was last met, and what it was then: hints for the next start. They may be lost and prove nothing.

It is one small file, written as a whole and seldom. Nothing here changes each second; such a value must not be written to a flash
card.
"""

import asyncio
import json
import logging
from pathlib import Path

import msgspec

from hardware.esphome.address import Address

NAME = "esphome-devices.json"
# After a power cut in the building, a hundred buttons come back within a minute. That makes one write, not a hundred.
WRITE_EACH_S = 60
BYTES_MAX = 1_000_000  # A thousand devices need 120 KB. A larger file is not ours.

log = logging.getLogger("handbell.esphome")


class Met(msgspec.Struct):
    """What is known of one device: `where` it takes connections, its MAC, and its last ledger. A field is empty if nothing is known."""

    where: str = ""
    mac: str = ""
    ledger: str = ""

    @property
    def address(self) -> Address | None:
        """Read `where` as an address to connect to."""
        return Address.read(self.where)


class AddressBook:
    """The hints of all devices. With `folder` None nothing is kept beyond this run. A device that nobody asked for in a whole run is not
    kept for the next.
    """

    def __init__(self, folder: Path | None) -> None:
        self._path = folder / NAME if folder is not None else None
        self._met: dict[str, Met] = _read(self._path)
        self._asked_for: set[str] = set()
        self._written = ""

    def met(self, device: str) -> Met:
        """Return what is known of a device. The caller may change it."""
        self._asked_for.add(device)
        return self._met.setdefault(device, Met())

    async def keep_written(self) -> None:
        """Write changes now and then until cancelled, and once more at the end."""
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
    """Read the file. It gives nothing at all if there is no file or the file is damaged."""
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
