"""Makes and keeps the keys of devices: one with which a device speaks to the box, and another for new firmware, which never comes onto
the box. Both are in ESPHome's own `secrets.yaml` (0600) on the computer that flashes devices. A key that exists is never made again.
"""

import base64
import re
import secrets
import stat
from pathlib import Path

import msgspec

from appliance.command_line import reason

SECRETS = "secrets.yaml"
KEY_LEN = 32  # for Noise, ChaCha20-Poly1305
SECRETS_BYTES_MAX = 1024 * 1024  # 2,000 devices take a third of it

_ENDINGS = ("_key", "_ota")  # no device's name holds an underscore, so that no two secrets share a name
_LINE = re.compile(r"""(?P<name>[a-z0-9-]+_(key|ota)):\s*["']?(?P<key>[^"'\s#]*)["']?\s*(#.*)?""", re.ASCII)
_HEADING = "# Secrets of Handbell's devices. Never send this file to anybody; keep a copy where only IT can read it.\n"


class KeysError(Exception):
    """The kept secrets cannot be used; the message says what to do."""


class Secrets(msgspec.Struct, frozen=True):
    """What `secrets.yaml` must hold: `text`, with every line it had, and each device's key to the box."""

    text: str
    keys: dict[str, bytes]


def names(device: str) -> tuple[str, str]:
    """Give the names of the two secrets of a device: the key to the box, the key for new firmware."""
    return f"{device}{_ENDINGS[0]}", f"{device}{_ENDINGS[1]}"


def kept(folder: Path) -> dict[str, bytes]:
    """Give every secret of a device that the folder has, by its name there. Raises KeysError."""
    return _read(_kept(folder / SECRETS))


def kept_or_made(folder: Path, devices: list[str]) -> Secrets:
    """Give secrets for these devices: those the folder has, and new ones for the others. Writes nothing. Raises KeysError."""
    text = _kept(folder / SECRETS)
    found = _read(text)
    lines = [text or _HEADING]
    if not lines[0].endswith("\n"):
        lines.append("\n")
    for device in devices:
        for name in names(device):
            if name not in found:
                found[name] = secrets.token_bytes(KEY_LEN)
                lines.append(f'{name}: "{base64.b64encode(found[name]).decode()}"\n')
    return Secrets("".join(lines), {device: found[names(device)[0]] for device in devices})


def _kept(file: Path) -> str:
    try:
        found = file.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_mode & 0o077:
            raise KeysError(f"{file} can be read by others. Make it yours alone: chmod 600 {file}")
        if found.st_size > SECRETS_BYTES_MAX:
            raise KeysError(
                f"{file} is longer than {SECRETS_BYTES_MAX:,} bytes, which no list of secrets is. Look at it."
            )
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise KeysError(f"{file} cannot be read ({reason(error)}). Put it back from your copy.") from error


def _read(text: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None:
            continue  # Wi-Fi, and whatever else its owner keeps here
        try:
            key = base64.b64decode(match["key"], validate=True)
        except ValueError:
            key = b""
        if len(key) != KEY_LEN or match["name"] in found:
            raise KeysError(
                f"Line {number} of {SECRETS} is not one key of {KEY_LEN} bytes. Put it back from your copy."
            )
        found[match["name"]] = key
    return found
