"""Knows where an online office keeps its things: its keys, its access to the district, its store. Knows nothing of what is in them.

folder 0700 · office.json (server, root) · office.keys · users/NAME.user · office.db · readings.log · access/ (identity.pem, district.pem,
receipt_keys)
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from appliance.command_line import reason
from appliance.envelope.format import DIGEST_LEN
from sync.office.readers.log import LOG_NAME
from sync.transport.identity import NO_CERTIFICATE
from sync.transport.whole_file import write_whole

DATA_DEFAULT = Path.home() / "handbell-office"
FOLDER_MODE = 0o700


class NotSetUp(Exception):
    """There is no office here, or its folder is damaged. `str()` says what to do."""


class Settings(msgspec.Struct, frozen=True):
    """The district's server, and the fingerprint (hex) of the root key whose notices count."""

    server: str
    root: str


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths under one office's folder."""

    data: Path

    @property
    def database(self) -> Path:
        """The file of what was collected."""
        return self.data / "office.db"

    @property
    def readings(self) -> Path:
        """The log of who read what."""
        return self.data / LOG_NAME

    @property
    def identity(self) -> Path:
        """The file with key and certificate for the district, PEM."""
        return self.data / "access" / "identity.pem"

    @property
    def access_until_ms(self) -> int:
        """When our certificate for the district ends, in ms since the Unix epoch. Raises NotSetUp."""
        try:
            ours = x509.load_pem_x509_certificates(self.identity.read_bytes())[0]
        except (OSError, *NO_CERTIFICATE) as wrong:
            raise NotSetUp(
                f"The access to the district in {self.identity.parent} cannot be read ({reason(wrong)})."
            ) from wrong
        return int(ours.not_valid_after_utc.timestamp() * 1000)

    @property
    def authority(self) -> Path:
        """The file with the district's own authority, PEM."""
        return self.data / "access" / "district.pem"

    @property
    def settings(self) -> Settings:
        """The office's settings. Raises NotSetUp."""
        try:
            return msgspec.json.decode((self.data / "office.json").read_bytes(), type=Settings)
        except FileNotFoundError as missing:
            raise NotSetUp(f"There is no office in {self.data}. Set it up: handbell office enrol") from missing
        except (OSError, msgspec.MsgspecError) as wrong:
            raise NotSetUp(f"{self.data / 'office.json'} cannot be read ({reason(wrong)}).") from wrong

    def take_access(self, given: Path, settings: Settings) -> None:
        """Take over what `handbell district enrol NAME --office` wrote, and keep these settings with it. Raises NotSetUp."""
        try:
            key, certificate = (given / "office.key").read_bytes(), (given / "office.pem").read_bytes()
            authority = (given / "district.pem").read_bytes()
            ours = x509.load_pem_x509_certificates(certificate + authority)[0]
            if serialization.load_pem_private_key(key, None).public_key() != ours.public_key():
                raise ValueError("key and certificate do not fit each other")
            (self.data / "access").mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            self.data.chmod(FOLDER_MODE)
            write_whole(self.identity, key.strip() + b"\n" + certificate)
            write_whole(self.authority, authority)
            self.keep(settings)
        except (OSError, *NO_CERTIFICATE) as wrong:
            raise NotSetUp(
                f"{given} is not what the district's server made for an office ({reason(wrong)}). There: "
                "handbell district enrol NAME --office --out FOLDER"
            ) from wrong

    def keep(self, settings: Settings) -> None:
        """Write the settings, in place of the earlier ones. Raises OSError."""
        write_whole(self.data / "office.json", msgspec.json.encode(settings))


def root_of(text: str) -> bytes | None:
    """Read a fingerprint as people type it: 64 hex digits, blanks and dashes allowed; None for anything else."""
    try:
        found = bytes.fromhex("".join(letter for letter in text if letter not in " -:\n"))
    except ValueError:
        return None
    return found if len(found) == DIGEST_LEN else None
