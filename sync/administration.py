"""Says what administrators ask of the district's server, and what it answers: the bodies, as JSON. Pure; no body says anything of what
entries hold.

The paths are in `sync/protocol.py`, with the paths of buildings and offices.
"""

from typing import Literal

import msgspec

from sync.protocol import TOKEN_VALID_S


class BoxSeen(msgspec.Struct, frozen=True):
    """A box as administrators see it, without anything of what its entries hold. `version` is the box's own word. `backlog`: how many of
    the entries that the box said it had at `backlog_said_ms` (0: it has not said) are not here yet.
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
    """What the box says its plan calls the building; empty while it has not said."""
    backlog_said_ms: int = 0


class Fleet(msgspec.Struct, frozen=True):
    """Every box that was ever enrolled, and the buildings that have no box yet."""

    boxes: tuple[BoxSeen, ...]
    waiting: tuple[str, ...]


class TokenAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator wants to enrol a box. `name` is the building's, for people. `building` (hex) is empty for a new building, whose id
    its box brings along. `replaces` (hex) is the box that is replaced; while the building has a box, no other is enrolled without naming it
    here.
    """

    name: str
    building: str = ""
    valid_s: int = TOKEN_VALID_S
    replaces: str = ""


class TokenGiven(msgspec.Struct, frozen=True):
    """A token. It serves once, before `until_ms`. It is shown once, because the server keeps only its hash."""

    token: str
    until_ms: int


class WithdrawalAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator withdraws a token, or all that wait for the building of this name."""

    what: str


class TokensWithdrawn(msgspec.Struct, frozen=True):
    """How many tokens were withdrawn."""

    count: int


class BuildingAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator gives a building another name, closes it, or opens it again. Its tokens that were not used yet are withdrawn."""

    name: str
    do: Literal["rename", "close", "reopen"]
    new_name: str = ""


class RevocationAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator shuts out a box (`what` is its id in hex) or one certificate (its serial number in hex), because it was stolen or
    lost.
    """

    what: str
    reason: str


class Shut(msgspec.Struct, frozen=True):
    """What was shut out: a `box` of this id; or a certificate of the role building (`name` is the box's id), office or admin."""

    kind: str
    name: str


class CertificateAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An administrator wants a certificate for an office or another administrator. `role` as in Role; `csr`, the certificate request, is
    PEM.
    """

    role: str
    name: str
    csr: str


class AuditLine(msgspec.Struct, frozen=True):
    """One act: who did what, and when. Nothing of what entries hold."""

    number: int
    at_ms: int
    who: str
    what: str
    about: str


class Audit(msgspec.Struct, frozen=True):
    """Lines after the number that was asked for, oldest first."""

    lines: tuple[AuditLine, ...]
