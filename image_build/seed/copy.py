"""Reads the section `copy` of a seed: where the second copy of the record must lie. Speaks to nobody; no sentence shows a key."""

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_ssh_private_key

from appliance.plan.marked import RawValue, Sheet
from appliance.plan.mistakes import listed, quoted
from image_build.seed.authority import certificates_on
from image_build.seed.keys import KEPT, not_public
from image_build.seed.model import CopyTo, Target
from image_build.seed.network import is_address, is_host_name
from image_build.seed.values import chosen, filled
from sync.replica.where import HOST, HOST_KEY, PATH, USER

SECRET_FIELDS = {Target.SFTP: "key", Target.S3: "secret"}
"""The field with the secret that allows writing there."""

PLACES = ("/mnt", "/media", "/run/media")
"""The folders to which the replica's unit may write, besides its own folder (systemd/handbell-replica.service)."""

TEXT_CHARACTERS_MAX = 200  # For a path or a name. Linux takes 255 for a name, S3 1,024 for a whole key.

_FIELDS: dict[Target, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Target.STICK: ((), ()),
    Target.FOLDER: (("path",), ()),
    Target.SFTP: (("host", "user", "path", "host_key", "key"), ()),
    Target.S3: (("endpoint", "bucket", "key_id", "secret", "ca"), ("path", "region")),
}
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # as S3 allows it
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PORT_MAX = 65535
_SECRET = (8, 200)  # least and most characters; secrets of S3 have 40


def copy_on(sheet: Sheet, raw: RawValue | None) -> CopyTo | None:
    """Read where the copy must lie, as far as that can be read; None if there must be no copy."""
    if raw is None:
        return None
    if not sheet.is_section(raw):
        sheet.note(raw, "This must be a section of names and values.", f"Write `to: {Target.STICK}`, or another place.")
        return None
    to = _to(sheet, sheet.pairs(raw).get("to"))
    if to is None:
        sheet.fields(raw, ("to",), tuple(_JUDGED))
        return None
    required, optional = _FIELDS[to]
    held = sheet.fields(raw, ("to", *required), optional)
    told = {name: _JUDGED[name](sheet, each) for name, each in held.items() if name != "to"}
    if to is Target.FOLDER and told.get("path") and (wrong := _outside(told["path"])):
        sheet.note(held["path"], wrong, "Write where the second card or disk is mounted, such as /mnt/second.")
    if to is Target.SFTP and told.get("path") and not PATH.fullmatch(told["path"]):
        says = f"{quoted(told['path'])} has other letters than those a copy over SFTP can have."
        sheet.note(held["path"], says, "Use A to Z, digits and . _ - / alone, such as /srv/copies.")
    return CopyTo(to, {name: value for name, value in told.items() if value})


def _to(sheet: Sheet, raw: RawValue | None) -> Target | None:
    if raw is None or raw.empty:
        return None
    before = len(sheet.mistakes)
    to = chosen(Target, sheet, raw, Target.STICK)
    return to if len(sheet.mistakes) == before else None


def _outside(path: str) -> str:
    """Say why a folder cannot take a copy; empty if it can."""
    parts = PurePosixPath(path)
    if any(parts.is_relative_to(each) and parts != PurePosixPath(each) for each in PLACES):
        return ""
    return f"The box writes a copy to no folder but one below {listed(PLACES)}: its own card would be lost with it."


# ---- what each value may be; each function returns an empty text for a wrong value


def _path(sheet: Sheet, raw: RawValue) -> str:
    text = _text(sheet, raw)
    if ".." in PurePosixPath(text).parts or text.startswith("~"):
        sheet.note(
            raw, f"{quoted(text)} leads to another folder than it says.", "Write the folder itself, without .. and ~."
        )
        return ""
    return text


def _host(sheet: Sheet, raw: RawValue) -> str:
    text = _text(sheet, raw)
    found = HOST.fullmatch(text)
    host = found["host"].strip("[]") if found is not None else ""
    port = int(found["port"] or 22) if found is not None else 0
    if text and (not 0 < port <= _PORT_MAX or not (is_address(host) or is_host_name(host))):
        sheet.note(
            raw, f"{quoted(text)} is not the address of a server.", "Write it like copy.example or 10.1.0.7:2222."
        )
        return ""
    return text


def _endpoint(sheet: Sheet, raw: RawValue) -> str:
    text = _text(sheet, raw)
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    plain = parts.path in {"", "/"} and not parts.query and not parts.fragment and "@" not in parts.netloc
    if text and not (parts.scheme == "https" and plain and port != 0 and (is_address(host) or is_host_name(host))):
        sheet.note(raw, f"{quoted(text)} is not the address of an S3 server.", "Write it like https://s3.example:9000.")
        return ""
    return text.rstrip("/")


def _matching(what: str, pattern: re.Pattern[str], like: str) -> Callable[[Sheet, RawValue], str]:
    def judged(sheet: Sheet, raw: RawValue) -> str:
        text = _text(sheet, raw)
        if text and not pattern.fullmatch(text):
            sheet.note(raw, f"{quoted(text)} cannot be {what}.", f"Write it like {like}.")
            return ""
        return text

    return judged


def _host_key(sheet: Sheet, raw: RawValue) -> str:
    line = filled(sheet, raw)
    wrong = not_public(line) if line else ""
    if line and not wrong and not HOST_KEY.match(line):
        wrong = "This kind of key is none of a server."
    if wrong:
        sheet.note(raw, wrong, "Write the server's own line, from its /etc/ssh/ssh_host_ed25519_key.pub.")
        return ""
    return " ".join(line.split()[:2])


def _key(sheet: Sheet, raw: RawValue) -> str:
    pem = filled(sheet, raw)
    if not pem or pem == KEPT:
        return pem
    load = load_ssh_private_key if "OPENSSH" in pem else load_pem_private_key
    try:
        load(f"{pem}\n".encode(), None)
    except TypeError:
        sheet.note(
            raw, "This key has a passphrase, and nobody is at the box to type it.", "Make one without, for this alone."
        )
        return ""
    except (ValueError, UnsupportedAlgorithm):
        do = "Write `key: |` and below it, each line indented, the file that ssh-keygen made, without .pub."
        sheet.note(raw, "This is not a private key of ssh.", do)
        return ""
    return f"{pem}\n"


def _secret(sheet: Sheet, raw: RawValue) -> str:
    text = filled(sheet, raw)
    least, most = _SECRET
    if text and text != KEPT and not (least <= len(text) <= most and text.isprintable() and " " not in text):
        sheet.note(
            raw, f"This is not a secret of S3: it has {least} to {most} characters and no blank.", "Copy it again."
        )
        return ""
    return text


def _ca(sheet: Sheet, raw: RawValue) -> str:
    return certificates_on(sheet, raw, "server's")[0]


def _text(sheet: Sheet, raw: RawValue) -> str:
    text = filled(sheet, raw)
    if len(text) > TEXT_CHARACTERS_MAX or not text.isprintable() or text.startswith("-"):
        says = f"This cannot be used: it begins with -, has more than {TEXT_CHARACTERS_MAX} characters, or one that is not shown."
        sheet.note(raw, says, "Type it again, on one line.")
        return ""
    return text


_JUDGED: dict[str, Callable[[Sheet, RawValue], str]] = {
    "path": _path,
    "host": _host,
    "user": _matching("the name of an account", USER, "handbell"),
    "host_key": _host_key,
    "key": _key,
    "endpoint": _endpoint,
    "bucket": _matching("the name of a bucket", _BUCKET, "handbell-copies"),
    "region": _matching("the name of a region", _REGION, "us-east-1"),
    "key_id": _matching("the name of a key", re.compile(r"\S{8,128}"), "the access key that belongs to the secret"),
    "secret": _secret,
    "ca": _ca,
}
