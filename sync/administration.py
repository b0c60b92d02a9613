"""What administrators ask of the district's server, and what they are told: the bodies, as JSON. Pure; nothing of content is in them.

Their paths are in `sync/protocol.py`, with those of buildings and offices.
"""

from typing import Literal

import msgspec

from sync.protocol import TOKEN_VALID_S


class BoxSeen(msgspec.Struct, frozen=True):
    """A box as administrators see it: nothing of content. `version` is the box's own word. `backlog`: entries that it said it has, at
    `backlog_said_ms` (0: not yet), and that are not here by now.
    """

    building: str
    name: str
    box: str
    state: str
    number: int
    last_seen_ms: int
    backlog: int
    version: str
    bytes_kept: int
    certificate_until_ms: int
    certificate_serial: str = ""
    building_closed_ms: int = 0
    """0 while the building is open."""
    plan_name: str = ""
    """What its plan calls the building, by the box's own word; empty while it has not said."""
    backlog_said_ms: int = 0


class Fleet(msgspec.Struct, frozen=True):
    """Every box that was ever enrolled, and the buildings still without one."""

    boxes: tuple[BoxSeen, ...]
    waiting: tuple[str, ...]


class TokenAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator wants to enrol a box. `name` is the building's, for people. `building` (hex) is empty for a new building,
    whose id its box brings along. `replaces` (hex) is the box that gives way; while one stands, no other is enrolled without it.
    """

    name: str
    building: str = ""
    valid_s: int = TOKEN_VALID_S
    replaces: str = ""


class TokenGiven(msgspec.Struct, frozen=True):
    """Serves once, before `until_ms`. Shown once: the server keeps its hash alone."""

    token: str
    until_ms: int


class WithdrawalAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator withdraws a token, or all that wait for the building of this name."""

    what: str


class TokensWithdrawn(msgspec.Struct, frozen=True):
    """How many serve no more."""

    count: int


class BuildingAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator gives a building another name, closes it, or opens it again. Its tokens that wait are withdrawn."""

    name: str
    do: Literal["rename", "close", "reopen"]
    new_name: str = ""


class RevocationAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator shuts out a box (`what` is its id in hex) or one certificate (its serial number in hex): stolen, or gone."""

    what: str
    reason: str


class Shut(msgspec.Struct, frozen=True):
    """What was shut out: a `box` of this id; or a certificate of the role building (`name` is the box's id), office or admin."""

    kind: str
    name: str


class CertificateAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator wants a certificate for an office or another administrator. `role` as in Role, `csr` is PEM."""

    role: str
    name: str
    csr: str


class AuditLine(msgspec.Struct, frozen=True):
    """Who did what when. Nothing of content."""

    number: int
    at_ms: int
    who: str
    what: str
    about: str


class Audit(msgspec.Struct, frozen=True):
    """Lines after the one asked for, oldest first."""

    lines: tuple[AuditLine, ...]
