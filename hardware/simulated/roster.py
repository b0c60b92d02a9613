"""Reads from files which buttons a pretend building has, and their keys. Knows no wire.

The roster is a list on the command line (`B204-1,B205-1`) or a file: a JSON array, or one JSON object a line, of `{"button":
"B204-1", "key_id": "B204-1-key", "contacts": ["help", "hold", "medical"]}`. Without `key_id`, the button's name is used; without
`contacts`, help and hold. The key of `key_id` is the whole content of the file `key_id.secret` in the credentials folder, unchanged.
The appliance's own credential store has the same layout, so one folder serves both.
"""

import re
from pathlib import Path

import msgspec

from hardware.errors import HardwareError
from hardware.signals import CONTACTS_MAX
from hardware.simulated.building import DEFAULT_CONTACTS
from hardware.simulated.frames import KEY_BYTES_MIN, ButtonName, ContactName

_KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # this can never be a path out of the folder


class Entry(msgspec.Struct, frozen=True):
    """One button of the roster."""

    button: ButtonName
    key_id: str = ""
    contacts: tuple[ContactName, ...] = DEFAULT_CONTACTS


def read_roster(file_or_list: str) -> list[Entry]:
    """Read the buttons from a file or a comma-separated list. Raises HardwareError if it cannot be understood."""
    file = Path(file_or_list)
    try:
        if _is_file(file):
            entries = _parsed(_content(file))
        elif "/" in file_or_list or file.suffix in {".json", ".jsonl"}:
            raise HardwareError(f"{file} is no file: name the file of buttons, or list them as B204-1,B205-1")
        else:
            entries = [msgspec.convert({"button": each.strip()}, Entry) for each in file_or_list.split(",")]
    except msgspec.MsgspecError as error:
        raise HardwareError(
            f"the buttons in {file_or_list} cannot be understood: {error}. "
            'Write one {"button": "B204-1", "key_id": "B204-1", "contacts": ["help", "hold"]} a line.'
        ) from None
    _check(entries, file_or_list)
    return entries


def read_keys(entries: list[Entry], folder: Path) -> dict[str, bytes]:
    """Read each button's key. Raises HardwareError if a key is missing or too short."""
    return {entry.button: _key(entry, folder) for entry in entries}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a list of many buttons is longer than a file's name may be
        return False


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise HardwareError(f"{file} cannot be read: {error.strerror}") from None


def _parsed(text: bytes) -> list[Entry]:
    if text.lstrip().startswith(b"["):
        return msgspec.json.decode(text, type=list[Entry])
    return msgspec.json.Decoder(Entry).decode_lines(text)


def _check(entries: list[Entry], where: str) -> None:
    names = [entry.button for entry in entries]
    for twice in {name for name in names if names.count(name) > 1}:
        raise HardwareError(f"button {twice} stands twice in {where}: name each button once")
    for entry in entries:
        if not 0 < len(set(entry.contacts)) == len(entry.contacts) <= CONTACTS_MAX:
            raise HardwareError(f"button {entry.button} in {where}: give 1 to {CONTACTS_MAX} contacts, each once")


def _key(entry: Entry, folder: Path) -> bytes:
    key_id = entry.key_id or entry.button
    if not _KEY_ID.fullmatch(key_id):
        raise HardwareError(
            f"button {entry.button}: {key_id!r} cannot name a key; use letters, digits, '.', '-' and '_'"
        )
    file = folder / f"{key_id}.secret"
    try:
        key = file.read_bytes()
    except OSError as error:
        raise HardwareError(f"button {entry.button}: its key {file} cannot be read: {error.strerror}") from None
    if len(key) < KEY_BYTES_MIN:
        raise HardwareError(
            f"button {entry.button}: its key {file} has {len(key)} bytes; {KEY_BYTES_MIN} are the least"
        )
    return key
