"""Reads where a copy must lie, as the seed says it: a stick, a folder, SFTP or S3. Knows no file there and no network."""

import re
from pathlib import Path

import msgspec

WHERE_LEN_MAX = 60  # letters on a screen; the alert daemon takes no more (`CopyState.where`)

HOST = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:(?P<port>[0-9]{1,5}))?")
PATH = re.compile(r"[A-Za-z0-9._/-]+")  # only letters that mean nothing special in a batch of sftp(1)
USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
HOST_KEY = re.compile(r"(ssh-(ed25519|rsa)|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/=]+")


class WhereError(ValueError):
    """The settings of the copy cannot be used. The text says what is wrong, and what to do."""


class Stick(msgspec.Struct, frozen=True, tag_field="to", tag="stick", forbid_unknown_fields=True):
    """Any stick that has the folder of copies (`folder.FOLDER`)."""

    @property
    def says(self) -> str:
        """What people call it."""
        return "the USB stick"


class Folder(msgspec.Struct, frozen=True, tag_field="to", tag="folder", forbid_unknown_fields=True):
    """A folder of this machine, on a separate card or disk."""

    path: str

    @property
    def says(self) -> str:
        """What people call it."""
        return _short(self.path)


class Sftp(msgspec.Struct, frozen=True, tag_field="to", tag="sftp", forbid_unknown_fields=True):
    """A folder on an SFTP server. `host`: HOST or HOST:PORT. `host_key`: "ssh-ed25519 …", pinned. `key`: the private key, PEM."""

    host: str
    user: str
    path: str
    host_key: str
    key: str

    @property
    def says(self) -> str:
        """What people call it."""
        return _short(self.host)

    @property
    def address(self) -> tuple[str, int]:
        """Give host, without brackets, and port. Raises WhereError."""
        found = HOST.fullmatch(self.host)
        if found is None:
            raise WhereError(f"{self.host!r} is not HOST or HOST:PORT.")
        return found["host"].strip("[]"), int(found["port"] or 22)

    def __repr__(self) -> str:
        return f"Sftp({self.says})"


class S3(msgspec.Struct, frozen=True, tag_field="to", tag="s3", forbid_unknown_fields=True):
    """A bucket on an S3 server. `ca`: the authority of the server's certificate, PEM, pinned. `path`: below the bucket, may be empty."""

    endpoint: str
    bucket: str
    key_id: str
    secret: str
    ca: str
    path: str = ""
    region: str = "us-east-1"

    @property
    def says(self) -> str:
        """What people call it."""
        return _short(self.endpoint.removeprefix("https://"))

    def __repr__(self) -> str:
        return f"S3({self.says})"


type Where = Stick | Folder | Sftp | S3

_KINDS = {Stick: "stick", Folder: "folder", Sftp: "sftp", S3: "s3"}
_DECODER = msgspec.json.Decoder(Where)


NEAR = frozenset({"stick", "folder"})
"""Kinds whose files this machine reads as its own."""


def kind_of(where: Where) -> str:
    """Give what the alert daemon calls this kind."""
    return _KINDS[type(where)]


def read_where_of(told: object, whence: str) -> Where:
    """Read what somebody wrote into a file named `whence`, decoded already. Raises WhereError."""
    try:
        where: Where = msgspec.convert(told, Where)
    except msgspec.ValidationError as wrong:
        raise WhereError(f"{whence} does not say where the copy is to lie ({wrong}).") from wrong
    _check(where)
    return where


def read_where(file: Path) -> Where | None:
    """Read the file; None where it is `{}` or missing: no copy is set up. Raises WhereError."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WhereError(f"{file} cannot be read ({error.strerror}).") from error
    if data.strip() in {b"", b"{}"}:
        return None
    try:
        where: Where = _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        # Never quote the bytes themselves: they hold a key.
        raise WhereError(f"{file} does not say where the copy is to lie ({wrong}).") from wrong
    _check(where)
    return where


def kind_in(file: Path) -> str:
    """Give the kind, as `kind_of`, from settings that cannot be used; empty where not even that can be read."""
    try:
        kind = msgspec.json.decode(file.read_bytes(), type=_Kind).to
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return ""
    return kind if kind in _KINDS.values() else ""


class _Kind(msgspec.Struct, frozen=True):
    to: str


def _check(where: Where) -> None:
    match where:
        case Folder(path=path) if not path.startswith("/"):
            raise WhereError(f"{path!r} is no folder from the root on: it must begin with /.")
        case Sftp():
            where.address  # noqa: B018  # raises what is wrong with it
            if not PATH.fullmatch(where.path):
                raise WhereError(f"{where.path!r} is no path for a copy: letters, digits and . _ - / alone.")
            if not USER.fullmatch(where.user):
                raise WhereError(f"{where.user!r} is no user's name.")
            if not HOST_KEY.match(where.host_key):
                raise WhereError("host_key is no host key: it is the kind and the letters of ssh-keyscan HOST.")
        case S3(endpoint=endpoint) if not endpoint.startswith("https://"):
            raise WhereError(f"{endpoint!r} does not begin with https://.")
        case _:
            pass


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= WHERE_LEN_MAX else shown[: WHERE_LEN_MAX - 1] + "…"
