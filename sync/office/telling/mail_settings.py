"""Reads by which server a mail goes to whom, from a YAML file that only the office's user may read. Connects to nothing.

server: mail.example.org
tls: starttls               # or tls; none only where the server is this machine
user: handbell              # where the server wants one
passphrase_file: /home/office/mail.passphrase
from: handbell@example.org
to: [it@example.org]
"""

import enum
import re
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from appliance.command_line import reason

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
TO_MAX = 20  # as many people as a district's IT and office have; for more, the mail server should have a list
FILE_LEN_MAX = 16 * 1024  # enough for twenty addresses and a page of notes
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_HOST = re.compile(r"[A-Za-z0-9._:-]+")


class MailUnusable(Exception):
    """The settings cannot be used. `str()` says what is wrong and where, and what to do."""


class Tls(enum.StrEnum):
    """How the connection to the server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS: Mapping[Tls, int] = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}


class MailSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The settings. `ca`: a file with the authority of the server's certificate, where it is the district's own. `port` 0: the usual one
    for `tls`.
    """

    server: str
    sender: str = msgspec.field(name="from")
    to: list[str] = msgspec.field(name="to")
    tls: Tls = Tls.STARTTLS
    port: int = 0
    user: str = ""
    passphrase_file: str = ""
    ca: str = ""

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to connect to."""
        return self.server, self.port or PORTS[self.tls]

    def passphrase(self) -> str:
        """Give the first line of its file, read anew each time. Raises MailUnusable."""
        return _read_secret(Path(self.passphrase_file)).partition("\n")[0].rstrip("\r")


def read_mail(file: Path) -> MailSettings:
    """Read the settings. Raises MailUnusable."""
    try:
        told = YAML(typ="safe", pure=True).load(_read(file))
    except (YAMLError, ValueError) as wrong:
        at = getattr(wrong, "problem_mark", None)
        line = f", line {at.line + 1}" if at is not None else ""
        raise MailUnusable(f"{file}{line} is no YAML. INSTALL, section 6, shows what it says.") from None
    try:
        settings = msgspec.convert(told, MailSettings)
    except msgspec.ValidationError as wrong:
        raise MailUnusable(f"{file} does not say how to mail ({wrong}). INSTALL, section 6, shows it.") from None
    wrong_with = _wrong(settings)
    if wrong_with:
        raise MailUnusable(f"{file}: {wrong_with}")
    if settings.user:
        settings.passphrase()  # read it now, so that what is wrong with it is said when the watch starts
    return settings


def _wrong(settings: MailSettings) -> str:
    """Say what is wrong with the settings; empty where they can be used."""
    if not _HOST.fullmatch(settings.server):
        return "server is no name and no address of a machine, as mail.example.org."
    if not 0 <= settings.port <= 65535:
        return "port is no port: 1 to 65535."
    if settings.tls is Tls.NONE and settings.server not in LOOPBACK:
        return "tls: none is for a server on this machine alone (127.0.0.1). Write tls: starttls, or tls: tls."
    if not 1 <= len(settings.to) <= TO_MAX:
        return (
            f"to has {len(settings.to)} addresses; 1 to {TO_MAX} can be told. For more, make a list at the mail server."
        )
    for each in (settings.sender, *settings.to):
        if not _ADDRESS.fullmatch(each):
            return f"{each!r} is no mail address, as it@example.org."
    if bool(settings.user) != bool(settings.passphrase_file):
        return "user and passphrase_file belong together: write both, or neither."
    if settings.ca and not Path(settings.ca).is_file():
        return f"ca: there is no file {settings.ca}."
    return ""


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(FILE_LEN_MAX).decode()
    except OSError as wrong:
        raise MailUnusable(f"{file} cannot be read ({reason(wrong)}).") from wrong


def _read_secret(file: Path) -> str:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError as wrong:
        raise MailUnusable(f"The passphrase file {file} cannot be read ({reason(wrong)}).") from wrong
    if mode & 0o077:
        raise MailUnusable(f"{file} can be read by others than its owner. Give it to nobody else: chmod 600 {file}")
    return _read(file)
