"""Defines what a seed says once it was read and found sound. Pure; knows no file.

Secrets are left out of every `repr`, so that no log and no traceback shows one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface

from appliance.plan.ids import DeskId, KeyId
from appliance.plan.model import Plan

FORMAT = 1
"""The format of seeds that this software reads. An image says in its README.txt which format it takes."""

FILE_NAME = "handbell-seed.yaml"
"""The name of the file, on the card's first partition and on a stick."""

type Interface = IPv4Interface | IPv6Interface
type Host = IPv4Address | IPv6Address


class Accessible(StrEnum):
    """Help for people who cannot see the box's own screen."""

    NONE = "none"
    SPEECH = "speech"
    BRAILLE = "braille"


class Purpose(StrEnum):
    """Which door of the box is open on a network: the one for buttons and sounders; the webhook door, which phones and pendants call; or
    the pages in browsers, by TLS or without it.
    """

    BUTTONS = "buttons"
    PHONES = "phones"
    PAGES = "pages"
    PLAIN_PAGES = "pages-plain"


@dataclass(frozen=True, slots=True)
class Static:
    """A fixed address with its network. `gateway` is None if nothing beyond that network must be reached."""

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
    """How the box is on the network. `address` is None for DHCP; `vlan` is None for no tag.

    `interface` is empty for every wired port (most boxes have one); if it names a port, no other is used. `also`: doors that the
    main network has although a further network is for them. A door without a further network is on the main network anyway. `dns`
    are addresses, `ntp` addresses or names; both are empty if DHCP's or the system's usual ones are used.
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
    """The box's own screen and its serial line. `font` is empty for the image's usual font. A desk is None if people only watch there."""

    font: str = ""
    desk: DeskId | None = None
    serial_desk: DeskId | None = None
    accessible: Accessible = Accessible.NONE


@dataclass(frozen=True, slots=True)
class District:
    """Where the box enrols: `server` is https://HOST[:PORT], `ca` is PEM. `token` is empty if it was used already, `proxy` is empty for
    none.

    `also`: further servers of the same store.
    """

    server: str
    ca: str
    token: str = field(repr=False)
    proxy: str = field(repr=False, default="")
    also: tuple[str, ...] = ()


class Target(StrEnum):
    """The kinds of place for the second copy of the record."""

    STICK = "stick"
    FOLDER = "folder"
    SFTP = "sftp"
    S3 = "s3"


@dataclass(frozen=True, slots=True)
class CopyTo:
    """Where the second copy of the record must lie: the words that the replica reads (`sync.replica.where`), with its keys."""

    to: Target
    told: Mapping[str, str] = field(repr=False, default_factory=dict)

    @property
    def far(self) -> bool:
        """Whether it needs the network."""
        return self.to in {Target.SFTP, Target.S3}


@dataclass(frozen=True, slots=True)
class Replaces:
    """The box that this one replaces, by the district's numbers for its building and for itself, 16 bytes each."""

    building: bytes
    box: bytes


@dataclass(frozen=True, slots=True)
class Credential:
    """The secret of a button or sounder, under its name in the plan. `secret` is empty if the box keeps it already."""

    key: KeyId
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages in browsers: at which exact addresses and names, and without TLS as well if `plain`. `certificate` is what the authority
    answered, PEM; empty while the box is to ask for one.
    """

    addresses: tuple[str, ...]
    names: tuple[str, ...]
    certificate: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Phones:
    """How the box proves itself to the phone system of the plan: the secret of its account, and the authority of the phone system's own
    certificate, PEM; empty where the plan says that nothing is encrypted.
    """

    secret: str = field(repr=False)
    ca: str = ""


@dataclass(frozen=True, slots=True)
class Seed:
    """One box. `office` is the fingerprint of the safety office's root key, 64 hex digits; empty if none is known yet.

    `recovery` is the public half of the building's recovery phrase, empty if there is none; the phrase itself never stands in a
    seed. `digest` is the SHA-256 of the text, in hex, with all line ends made the same: the name under which this seed was applied.
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
    pages: Pages | None = None
    phones: Phones | None = None
    pin: str = field(repr=False, default="")
    """The PIN of the SIM card in the modem for texts; empty for a card that wants none."""
