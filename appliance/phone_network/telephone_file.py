"""Holds what the alert daemon tells the system of the plan's phone system: where the PBX is, and for which plan phrases are
wanted. No secret.

The daemon writes it beside its sockets. The unit that makes the phones' network is root's, so it believes no word of it unread.
"""

from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

SECRET_FILE, CA_FILE = "telephone.secret", "telephone.ca"
"""What the seed brings for whoever speaks to the PBX, and nobody else: the secret of the account, and the authority of the PBX's
certificate (PEM). systemd hands both over as credentials of these names.
"""
BYTES_MAX: Final = 1024
"""A whole file has fewer than 200."""
PRIVATE: Final = tuple(IPv4Network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""A PBX on the internet is none of ours: what a school says to it would be read on the way (RFC 1918)."""


class TelephoneFileError(Exception):
    """The file cannot be believed; the message says why and what to do."""


class Telephone(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the PBX is. `plan`: the digest of the plan, under which its phrases are kept."""

    pbx: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)]
    transport: Literal["tls", "tcp", "udp"]
    plan: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{8,64})?$")] = ""


def written(telephone: Telephone) -> bytes:
    """Give the file's content."""
    return msgspec.json.encode(telephone)


def read(path: Path) -> Telephone | None:
    """Read the file; None where there is none, so no phone system. Raises TelephoneFileError."""
    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MAX + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TelephoneFileError(f"{path} cannot be read: {error.strerror}. Run this as root.") from error
    if len(content) > BYTES_MAX:
        raise TelephoneFileError(
            f"{path} is no file of ours: it has more than {BYTES_MAX} bytes. Adopt the plan again."
        )
    try:
        telephone = msgspec.json.decode(content, type=Telephone)
    except msgspec.DecodeError as error:
        raise TelephoneFileError(f"{path} is no file of ours: {error}. Adopt the plan again.") from error
    checked(telephone)
    return telephone


def checked(telephone: Telephone) -> IPv4Address:
    """Give the PBX's address. Raises TelephoneFileError for one that is not private."""
    try:
        address = IPv4Address(telephone.pbx)
    except AddressValueError as error:
        raise TelephoneFileError(f"{telephone.pbx!r} is no IPv4 address. Correct telephone.pbx in the plan.") from error
    if not any(address in each for each in PRIVATE):
        says = f"{address} is no private address, and the phones' network leads to no other."
        raise TelephoneFileError(f"{says} Correct telephone.pbx in the plan.")
    return address
