"""What a seed says, once it was read and found sound. Pure; knows no file.

Secrets are kept out of every `repr`, so that no log and no traceback shows one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface

from appliance.plan.ids import DeskId, KeyId
from appliance.plan.model import Plan

FORMAT = 1
"""The format of seeds this software reads. An image says in its README.txt which one it takes."""

FILE_NAME = "handbell-seed.yaml"
"""What the file is called, on the card's first partition and on a stick."""

type Interface = IPv4Interface | IPv6Interface
type Host = IPv4Address | IPv6Address


class Accessible(StrEnum):
    """What helps whoever cannot see the screen of the box itself."""

    NONE = "none"
    SPEECH = "speech"
    BRAILLE = "braille"


class Purpose(StrEnum):
    """Whose door of the box is open on a network: that of buttons and sounders, or the webhook door, where phones and pendants call."""

    BUTTONS = "buttons"
    PHONES = "phones"


@dataclass(frozen=True, slots=True)
class Static:
    """A fixed address with its network. `gateway` is None where nothing beyond that network is to be reached."""

    ip: Interface
    gateway: Host | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A further network on the same wire, by its tag. `address` is None for DHCP."""

    vlan: int
    address: Static | None
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Network:
    """How the box is on the network. `address` is None for DHCP; `vlan` for no tag.

    `interface` is empty for every wired port, of which most boxes have one; where it names one, no other is used.
    `also`: the doors the main network has although a further one is for them; it has those anyway that none is for.
    `dns` are addresses, `ntp` addresses or names; both are empty where DHCP or the system's usual ones shall serve.
    """

    interface: str = ""
    address: Static | None = None
    vlan: int | None = None
    also: tuple[Purpose, ...] = ()
    more: tuple[Segment, ...] = ()
    dns: tuple[str, ...] = ()
    ntp: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """The box's own screen and its serial line. `font` is empty for the image's usual one; a desk is None where one only watches there."""

    font: str = ""
    desk: DeskId | None = None
    serial_desk: DeskId | None = None
    accessible: Accessible = Accessible.NONE


@dataclass(frozen=True, slots=True)
class District:
    """Where the box enrols: `server` is https://HOST[:PORT], `ca` PEM. `token` is empty where it was used already, `proxy` for none.
    `also`: further servers of the same store.
    """

    server: str
    ca: str
    token: str = field(repr=False)
    proxy: str = field(repr=False, default="")
    also: tuple[str, ...] = ()


class Target(StrEnum):
    """What takes the second copy of the record."""

    STICK = "stick"
    FOLDER = "folder"
    SFTP = "sftp"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class CopyTo:
    """Where the second copy of the record is to lie: the words the replica reads (`sync.replica.where`), keys among them."""

    to: Target
    told: Mapping[str, str] = field(repr=False, default_factory=dict)

    @property
    def far(self) -> bool:
        """Whether the network is needed for it."""
        return self.to in {Target.SFTP, Target.S3}


@dataclass(frozen=True, slots=True)
class Replaces:
    """The box this one goes on for, by the numbers the district has for both, 16 bytes each."""

    building: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Credential:
    """A button's or sounder's secret under the name the plan has for it; `secret` is empty where the box keeps it already."""

    key: KeyId
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seed:
    """One box. `office` is the fingerprint of the safety office's root key, 64 hex digits, empty where none is known yet.

    `recovery` is the public half of the building's recovery phrase, empty where there is none; the phrase itself never stands in a seed.
    `digest` is the SHA-256 of the text with its ends of lines made one kind, in hex: the name under which this seed was applied.
    """

    digest: str
    name: str
    time_zone: str
    screen: Screen
    network: Network
    district: District | None
    office: str
    buttons: tuple[Credential, ...]
    ssh_keys: tuple[str, ...]
    plan: Plan | None
    copy: CopyTo | None = None
    recovery: bytes = field(repr=False, default=b"")
    replaces: Replaces | None = None
