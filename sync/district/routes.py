"""Lists everything that the server answers: path, who may ask, what goes in and out. The handlers and the OpenAPI document are both made
from this table, so that neither can have a path that the other lacks.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from io import BufferedReader

import msgspec

from appliance.envelope.deposit import Collected, Deposit, Deposited, HeadTold, Held, Notices, Signed, Urgent
from sync import administration, protocol
from sync.district import (
    admin_door,
    box_door,
    bundle_door,
    name_door,
    office_door,
    restoring_door,
    stick_door,
    succession_door,
)
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.tables.quota import OverQuota
from sync.protocol import JSON, MSGPACK, Role

type Answer = msgspec.Struct | OverQuota | BufferedReader
type Act = Callable[[District, Asked], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Query:
    """A part of the query. Where `most` is None, it is an id in hex, or with `length_max` a text of at most so many characters."""

    says: str
    most: int | None = None
    default: int | str | bytes | None = None
    hex_len: int = 0
    length_max: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """One path. `roles` empty: no certificate is needed. `gives` None: a file. `refusals`: besides those that every path may give.
    `length_max`: of a body in msgpack. `is_long`: its answer may have megabytes.
    """

    method: str
    path: str
    act: Act
    says: str
    gives: type[msgspec.Struct] | None
    roles: frozenset[Role] = frozenset()
    takes: type[msgspec.Struct] | None = None
    language: str = MSGPACK
    query: Mapping[str, Query] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    length_max: int = protocol.BODY_LEN_MAX
    is_long: bool = False


NUMBER_MAX = 2**63 - 1

_BOX = frozenset({Role.BUILDING})
_OFFICE = frozenset({Role.OFFICE})
_ADMIN = frozenset({Role.ADMIN})

_AFTER = Query("go on after this one", NUMBER_MAX, 0)
_WAIT = Query("wait this many seconds for something new", protocol.LONG_POLL_S_MAX, 0)
_BUILDING = Query("whose", hex_len=16)
_LIMIT = Query("at most so many", protocol.COLLECT_PLACES_MAX, protocol.COLLECT_PLACES_MAX)
_OF = Query("of this box, which is before the one that asks; its own, if none is named", default=b"", hex_len=16)
_TRUE = Query("1: what is missing before the first entry was lost for good; the office decides", 1, 0)
_WHOSE = {"building": Query("whose stick it is", hex_len=16), "box": Query("and which box's", hex_len=16)}

ROUTES = (
    Route(
        "GET", protocol.HEAD, box_door.head, "How far the district has this box.", HeadTold, _BOX,
        query={
            "countersigned": Query("the last number the box holds a receipt for", NUMBER_MAX, 0),
            "backlog": Query("entries that wait at the box", NUMBER_MAX, 0),
            "version": Query("what the box runs", default="", length_max=40),
            "of": _OF,
        },
        refusals=("superseded", "revoked"),
    ),
    Route(
        "POST", protocol.DEPOSITS, box_door.deposit, "Deposit contiguous entries; answered by a countersigned receipt.", Deposited,
        _BOX, Deposit, query={"lost_before": _TRUE, "of": _OF},
        refusals=("bad-entry", "signature", "out-of-order", "fork", "superseded", "revoked", "quota", "damaged"),
    ),
    Route(
        "POST", protocol.PLAN_NAME, name_door.hear, "Say what the plan calls the building, and hear what the district calls it.",
        protocol.BuildingNamed, _BOX, protocol.PlanNamed, refusals=("revoked",), length_max=protocol.SMALL_BODY_LEN_MAX,
    ),
    Route(
        "POST", protocol.URGENT, box_door.urgent, "Hold entries of open calls, ahead of the backlog.", Held, _BOX, Urgent,
        refusals=("bad-entry", "superseded", "revoked", "quota"), length_max=protocol.URGENT_LEN_MAX,
    ),
    Route(
        "GET", protocol.NOTICES, box_door.notices, "What the safety office says to this building.", Notices, _BOX,
        query={"after": _AFTER, "wait_s": _WAIT}, refusals=("revoked",),
    ),
    Route(
        "GET", protocol.ENTRIES, box_door.entries, "This box's own entries, for one that was rolled back.", protocol.Tail, _BOX,
        query={"after": _AFTER, "limit": _LIMIT, "of": _OF}, refusals=("revoked",), is_long=True,
    ),
    Route(
        "POST", protocol.SUCCESSION_KEY, succession_door.name_key, "Name the key that speaks for the box after this one.",
        protocol.Kept, _BOX, Signed, refusals=("signature", "revoked", "quota"), length_max=protocol.SMALL_BODY_LEN_MAX,
    ),
    Route(
        "POST", protocol.FORMER_HEADS, succession_door.follow_by_head, "Show what the box signed whose place a token gave to this one.",
        protocol.Kept, _BOX, Signed, refusals=("not-yours", "signature", "revoked"), length_max=protocol.SMALL_BODY_LEN_MAX,
    ),
    Route(
        "POST", protocol.BUNDLES, bundle_door.keep, "Keep this box's recovery bundle, sealed.", protocol.Kept, _BOX,
        protocol.BundleBrought, refusals=("signature", "revoked", "quota"), length_max=protocol.BUNDLE_LEN_MAX + 1024,
    ),
    Route(
        "POST", protocol.RESTORING, restoring_door.ask, "Ask the office for what the former box had.", protocol.Kept, _BOX,
        protocol.RestoringAsked, refusals=("revoked",), length_max=protocol.SMALL_BODY_LEN_MAX,
    ),
    Route(
        "GET", protocol.RESTORING, restoring_door.told, "What the office handed over, sealed.", protocol.RestoringTold, _BOX,
        refusals=("revoked",), is_long=True,
    ),
    Route(
        "POST", protocol.SUCCESSIONS, succession_door.follow, "Enrol a box that follows on another.", protocol.CertificateGiven,
        takes=protocol.SuccessionAsked, language=JSON,
        refusals=("signature", "not-yours", "occupied", "closed", "revoked", "quota"),
    ),
    Route(
        "POST", protocol.ENROLMENT, box_door.enrol, "Enrol a box with a token.", protocol.CertificateGiven,
        takes=protocol.EnrolmentAsked, language=JSON, refusals=("token", "signature", "occupied", "revoked"),
    ),
    Route(
        "POST", protocol.RENEWAL, box_door.renew, "A new certificate by the device key.", protocol.CertificateGiven,
        takes=protocol.RenewalAsked, language=JSON, refusals=("signature", "revoked", "quota"),
    ),
    Route(
        "GET", protocol.OFFICE_BUILDINGS, office_door.buildings, "Every building and its boxes.", protocol.Buildings, _OFFICE,
    ),
    Route(
        "GET", protocol.OFFICE_ENTRIES, office_door.entries, "What a building deposited, in the order it came.", Collected, _OFFICE,
        query={
            "building": _BUILDING,
            "recipient": Query("wraps for this recipient: SHA-256 of its key", hex_len=32),
            "after": _AFTER,
            "limit": _LIMIT,
        },
        is_long=True,
    ),
    Route(
        "GET", protocol.OFFICE_URGENT, office_door.urgent, "What came by the urgent lane.", protocol.UrgentTold, _OFFICE,
        query={"after": _AFTER, "wait_s": _WAIT},
    ),
    Route(
        "GET", protocol.OFFICE_NEWS, office_door.news, "Of which buildings something came.", protocol.NewsTold, _OFFICE,
        query={
            "run": Query("which run of the server `after` was counted by; empty at first", default="", length_max=40),
            "after": _AFTER,
            "wait_s": _WAIT,
        },
    ),
    Route(
        "POST", protocol.OFFICE_NOTICES, office_door.keep_notice, "Give out a notice.", protocol.Kept, _OFFICE, Signed,
        refusals=("signature", "other-root"),
    ),
    Route(
        "POST", protocol.OFFICE_OPENED, office_door.keep_opened, "Say that a stream was opened.", protocol.Kept, _OFFICE, Signed,
        refusals=("signature",),
    ),
    Route(
        "POST", protocol.OFFICE_READINGS, office_door.keep_head, "Keep the head of the office's log of readings.", protocol.Kept,
        _OFFICE, protocol.ReadingsHead,
    ),
    Route(
        "GET", protocol.OFFICE_FORKS, office_door.forks, "Histories that do not fit together.", protocol.Forks, _OFFICE,
        query={"after": _AFTER},
    ),
    Route(
        "GET", protocol.OFFICE_BUNDLES, bundle_door.kept, "A building's recovery bundles, sealed.", protocol.BundlesKept, _OFFICE,
        query={"building": _BUILDING}, is_long=True,
    ),
    Route(
        "GET", protocol.OFFICE_RESTORING, restoring_door.waiting, "Boxes that ask for what another one had.",
        protocol.RestoringBoxes, _OFFICE, query={"building": _BUILDING},
    ),
    Route(
        "POST", protocol.OFFICE_RESTORING, restoring_door.give, "Hand over what a box asked for, sealed.", protocol.Kept, _OFFICE,
        protocol.HandoverGiven, refusals=("not-found",), length_max=protocol.BUNDLE_LEN_MAX + 1024,
    ),
    Route(
        "POST", protocol.OFFICE_WRAPS, office_door.keep_wraps, "Keep data keys wrapped anew.", protocol.Kept, _OFFICE,
        protocol.WrapsAdded, refusals=("bad-entry", "not-found"),
    ),
    Route(
        "POST", protocol.STICKS_HEAD, stick_door.head, "How far the district has the box whose stick this is.", HeadTold, _ADMIN,
        Signed, refusals=("signature", "not-found", "superseded", "revoked"),
    ),
    Route(
        "POST", protocol.STICKS_DEPOSITS, stick_door.deposit, "Deposit entries from a stick.", Deposited, _ADMIN, Deposit,
        query={**_WHOSE, "lost_before": _TRUE},
        refusals=("bad-entry", "out-of-order", "fork", "superseded", "revoked", "quota", "damaged"),
    ),
    Route(
        "GET", protocol.STICKS_NOTICES, stick_door.notices, "What to carry back to a building.", Notices, _ADMIN,
        query={**_WHOSE, "after": _AFTER, "wait_s": _WAIT}, refusals=("revoked",),
    ),
    Route("GET", protocol.FLEET, admin_door.fleet, "Every box, nothing of content.", administration.Fleet, _ADMIN, language=JSON),
    Route(
        "POST", protocol.TOKENS, admin_door.make_token, "Make a token to enrol one box.", administration.TokenGiven, _ADMIN,
        administration.TokenAsked, JSON, refusals=("not-found", "closed"),
    ),
    Route(
        "POST", protocol.TOKENS_WITHDRAWN, admin_door.withdraw_token, "Withdraw a token.", administration.TokensWithdrawn, _ADMIN,
        administration.WithdrawalAsked, JSON, refusals=("not-found",),
    ),
    Route(
        "POST", protocol.BUILDINGS, admin_door.change_building, "Rename a building, close it, or open it again.", protocol.Kept,
        _ADMIN, administration.BuildingAsked, JSON, refusals=("not-found",),
    ),
    Route(
        "POST", protocol.REVOCATIONS, admin_door.revoke, "Shut out a box or a certificate.", administration.Shut, _ADMIN,
        administration.RevocationAsked, JSON, refusals=("not-found",),
    ),
    Route(
        "POST", protocol.CERTIFICATES, admin_door.certify, "A certificate for an office or an administrator.",
        protocol.CertificateGiven, _ADMIN, administration.CertificateAsked, JSON,
    ),
    Route(
        "GET", protocol.AUDIT, admin_door.audit_lines, "Who did what when.", administration.Audit, _ADMIN, language=JSON,
        query={"after": _AFTER, "limit": _LIMIT},
    ),
    Route(
        "GET", protocol.COPY, admin_door.copy_stands, "How the second copy of the store stands.", protocol.CopyTold, _ADMIN, language=JSON,
    ),
    Route(
        "POST", protocol.BACKUPS, admin_door.back_up, "A copy of the store, for who asks on the server's machine.", None, _ADMIN,
        language=JSON, refusals=("not-here", "no-copy"),
    ),
    Route("GET", protocol.HEALTHZ, admin_door.healthy, "The process answers.", protocol.Health, language=JSON),
    Route("GET", protocol.READYZ, admin_door.ready, "And its store does.", protocol.Health, language=JSON),
)  # fmt: skip

EVERYWHERE = ("bad-request", "too-large", "too-slow", "busy")
WITH_CERTIFICATE = ("no-certificate", "not-yours")


def refusals_of(route: Route) -> tuple[str, ...]:
    """Give every code that this path may refuse with."""
    return (*EVERYWHERE, *(WITH_CERTIFICATE if route.roles else ()), *route.refusals)
