"""Says what building, district server and safety office tell each other over HTTPS: paths, limits, bodies. Pure; opens nothing.

The bodies that carry entries, wraps and statements are in `appliance/envelope/deposit.py`, and those of administrators are in
`sync/administration.py`. All other bodies are here. Buildings and offices speak msgpack; enrolment, renewal and administration speak JSON,
so that a person can use curl. Every refusal is a `Refused` in the language of its path, with the status that `status_of` gives its code.

The client certificate says who somebody is (TLS 1.3, P-256, issued by the district's own CA): subject O is the role; for a building, CN is
its id in hex and a URI in the subject's alternative names is `urn:handbell:box:` and the box's id in hex.
"""

import enum
from typing import Annotated

import msgspec

from appliance.envelope.building_name import NAME_LEN_MAX
from appliance.envelope.deposit import DEPOSIT_LEN_MAX, WRAPS_MAX, Number, Signed, Wrap
from appliance.envelope.format import ID_LEN, UNREADABLE, FormatError

MSGPACK = "application/msgpack"
JSON = "application/json"
BYTES = "application/octet-stream"  # a file as it is

# ---- paths -------------------------------------------------------------------------------------------------------------------
HEAD = "/v1/head"  # GET, box: ?countersigned=N&backlog=N&version=TEXT&of=BOX -> HeadTold
DEPOSITS = "/v1/deposits"  # POST Deposit, box: ?lost_before=1&of=BOX -> Deposited
FORMER_HEADS = "/v1/former-heads"  # POST Signed (a head statement), box -> Kept
SUCCESSION_KEY = "/v1/succession-key"  # POST Signed (a SuccessionKey), box -> Kept
SUCCESSIONS = "/v1/successions"  # POST SuccessionAsked, nobody's certificate -> CertificateGiven
BUNDLES = "/v1/bundles"  # POST BundleBrought, box -> Kept
RESTORING = "/v1/restoring"  # POST RestoringAsked, box -> Kept; GET, box -> RestoringTold
LIVE = "/v1/live"  # GET, box: a WebSocket on which deposits and receipts go as messages of `sync/live.py`
PLAN_NAME = "/v1/plan-name"  # POST PlanNamed, box -> BuildingNamed
URGENT = "/v1/urgent"  # POST Urgent, box -> Held
NOTICES = "/v1/notices"  # GET, box or office: ?after=N&wait_s=S -> Notices
ENTRIES = "/v1/entries"  # GET, box: ?after=NUMBER&limit=N&of=BOX -> Tail
ENROLMENT = "/v1/enrolment"  # POST EnrolmentAsked, nobody's certificate -> CertificateGiven
RENEWAL = "/v1/renewal"  # POST RenewalAsked, nobody's certificate -> CertificateGiven

OFFICE_BUILDINGS = "/v1/office/buildings"  # GET -> Buildings
OFFICE_ENTRIES = "/v1/office/entries"  # GET ?building=HEX&after=PLACE&limit=N&recipient=HEX -> Collected
OFFICE_URGENT = "/v1/office/urgent"  # GET ?after=N&wait_s=S -> UrgentTold
OFFICE_NEWS = "/v1/office/news"  # GET ?run=TEXT&after=N&wait_s=S -> NewsTold
OFFICE_NOTICES = "/v1/office/notices"  # POST Signed (a Notice) -> Kept
OFFICE_OPENED = "/v1/office/opened"  # POST Signed (an Opened) -> Kept
OFFICE_READINGS = "/v1/office/readings"  # POST ReadingsHead -> Kept
OFFICE_FORKS = "/v1/office/forks"  # GET ?after=N -> Forks
OFFICE_BUNDLES = "/v1/office/bundles"  # GET ?building=HEX -> BundlesKept
OFFICE_RESTORING = "/v1/office/restoring"  # GET ?building=HEX -> RestoringBoxes; POST HandoverGiven -> Kept
OFFICE_WRAPS = "/v1/office/wraps"  # POST WrapsAdded -> Kept

FLEET = "/v1/fleet"  # GET, admin -> Fleet
TOKENS = "/v1/tokens"  # POST TokenAsked, admin -> TokenGiven
TOKENS_WITHDRAWN = "/v1/tokens/withdrawn"  # POST WithdrawalAsked, admin -> TokensWithdrawn
BUILDINGS = "/v1/buildings"  # POST BuildingAsked, admin -> Kept: another name, closed, open again
REVOCATIONS = "/v1/revocations"  # POST RevocationAsked, admin -> Kept
CERTIFICATES = "/v1/certificates"  # POST CertificateAsked, admin -> CertificateGiven: for an office or an administrator
STICKS_HEAD = "/v1/sticks/head"  # POST Signed (a head statement, by the box's device key), admin -> HeadTold
STICKS_DEPOSITS = "/v1/sticks/deposits"  # POST Deposit, admin: ?building=HEX&box=HEX -> Deposited
STICKS_NOTICES = "/v1/sticks/notices"  # GET, admin: ?building=HEX&box=HEX&after=N&wait_s=S -> Notices
AUDIT = "/v1/audit"  # GET, admin: ?after=N&limit=N -> Audit
COPY = "/v1/copy"  # GET, admin -> CopyTold: how the second copy of the store stands
BACKUPS = "/v1/backups"  # POST, admin on the server's machine -> the copy itself

HEALTHZ = "/healthz"  # GET: the process answers
READYZ = "/readyz"  # GET: the process and its store answer; names the store -> Health
OPENAPI = "/openapi.json"
METRICS = "/metrics"  # on a separate listener

# ---- limits ------------------------------------------------------------------------------------------------------------------
BODY_LEN_MAX = DEPOSIT_LEN_MAX + 64 * 1024  # room for a full deposit, and what msgpack and HTTP put around it
URGENT_LEN_MAX = (
    2 * 1024 * 1024
)  # for one request of the urgent lane: 64 entries and as many key entries take a tenth of it; longer entries go as deposits
SMALL_BODY_LEN_MAX = 16 * 1024  # JSON: a certificate request has about 1 KB
PUBLIC_LEN = 1216  # a MLKEM768-X25519 public key
BUNDLE_LEN_MAX = 1024 * 1024  # the longest that a box makes (`appliance/envelope/bundle.py`)
WRAPS_OF_KEY_MAX = 32  # as many recipients as a building takes (`appliance/district/trust.py`)
BODY_WAIT_S = 120.0  # 8 MiB over 1 Mbit/s, all that a school may have left for us, take 67 s
ANSWER_LEN_MAX = (
    DEPOSIT_LEN_MAX // 2
)  # an answer can be twice as long, and the client takes that: the last row may exceed this by a mebibyte
LONG_POLL_S_MAX = 60  # proxies commonly cut a silent connection after 60 to 120 s
# how often to ping on a silent live line; proxies cut one after 60 s, and the ping shows each end whether the other is gone
LIVE_PING_S = 50.0
COLLECT_PLACES_MAX = (
    1_000  # places of one answer to the office or of a tail; it may end earlier, at ANSWER_LEN_MAX bytes
)
TOKEN_VALID_S = 7 * 24 * 3600  # time to bring a box to its building; who loses the token asks for another
CERTIFICATE_VALID_DAYS = (
    365  # a certificate is renewed when half of this is over; a box that was away for longer renews by its device key
)
RENEW_BEFORE_DAYS = 180

# ---- who ---------------------------------------------------------------------------------------------------------------------
BOX_URI = "urn:handbell:box:"


class Role(enum.StrEnum):
    """Subject O of a client certificate."""

    BUILDING = "building"
    OFFICE = "office"
    ADMIN = "admin"


def box_uri(box: bytes) -> str:
    """Give the URI by which a certificate names its box."""
    return BOX_URI + box.hex()


def box_of_uri(uri: str) -> bytes | None:
    """Give the box that `box_uri` named; None for any other URI."""
    return id_of_hex(uri.removeprefix(BOX_URI)) if uri.startswith(BOX_URI) else None


def id_of_hex(text: str) -> bytes | None:
    """Give a 16-byte id from hex; None for anything else."""
    try:
        found = bytes.fromhex(text)
    except ValueError:
        return None
    return found if len(found) == ID_LEN and found.hex() == text.lower() else None


# ---- refusals ----------------------------------------------------------------------------------------------------------------
_STATUS = {
    "bad-request": 400,  # we cannot read the body or the query
    "bad-entry": 400,  # an entry that is none, is another box's, or does not follow on the one before it in the same body
    "no-certificate": 401,
    "not-yours": 403,  # the certificate is another role's, another building's or another box's
    "token": 403,  # the token is unknown, used, expired, or for another building
    "signature": 403,
    "not-found": 404,
    "method": 405,
    "too-slow": 408,
    "out-of-order": 409,  # the deposit does not follow on `head`; nothing of it was kept
    "fork": 409,  # two histories of one box: everything was kept, nothing is countersigned until the office decides
    "occupied": 409,  # another box stands for the building; only a token that names that box gives its place away
    "closed": 409,  # the building takes no boxes
    "superseded": 409,  # another box has taken its place: everything was kept, nothing is countersigned
    "revoked": 409,  # nothing was kept
    "damaged": 409,  # what it should match was lost here, and nothing proves yet that it does; nothing was kept
    "other-root": 409,  # a notice under another root key than the one this district knows
    "not-here": 409,  # this server's kind of store cannot do it
    "too-large": 413,
    "quota": 429,  # the answer has Retry-After
    "busy": 503,  # the store does not answer; the answer has Retry-After
    "no-copy": 503,  # no copy of the store: there is no room for it, another one is being made, or the server stops
}
RETRY_LATER = frozenset(
    {"too-slow", "quota", "busy"}
)  # after any other refusal, sending the same again changes nothing


def status_of(code: str) -> int:
    """Give the HTTP status of a refusal; 500 for a code that is not listed."""
    return _STATUS.get(code, 500)


# ---- bodies ------------------------------------------------------------------------------------------------------------------
class Tail(msgspec.Struct, frozen=True):
    """A box's own entries above the number asked for, oldest first: for a box that was rolled back. Or the entries of a box before it; then
    with the receipt for the last of them that was countersigned, since without it nobody believes that the other box wrote them.
    """

    entries: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=COLLECT_PLACES_MAX)]
    more: bool
    receipt: Signed | None = None


class EnrolmentAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box asks for its certificate with the token an administrator made. `csr` is PEM, the others hex.

    `signature` is the device key's over `statements.enrolment_statement`, so that a stolen token enrols no box without its key.
    """

    token: str
    csr: str
    building: str
    box: str
    device_key: str
    signature: str


class RenewalAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box asks for a new certificate, because its old one expired or was lost. `signature`: device key over
    `statements.renewal_statement`.
    """

    csr: str
    building: str
    box: str
    signature: str


class SuccessionAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A box that follows on another asks for its certificate. `csr` is PEM, the others hex.

    `signature`: its device key over `statements.renewal_statement`. The proof is a `statements.Succession`, by a key that the former box
    named.
    """

    csr: str
    building: str
    box: str
    device_key: str
    signature: str
    proof: str
    proof_key: str
    proof_signature: str

    def signed(self) -> Signed:
        """Give the proof; an empty one where it is no hex."""
        try:
            return Signed(*(bytes.fromhex(each) for each in (self.proof, self.proof_key, self.proof_signature)))
        except ValueError:
            return Signed(b"", b"", b"")


class CertificateGiven(msgspec.Struct, frozen=True):
    """Certificate and chain in PEM; Ed25519 receipt keys in hex, which count only once the office's notice names them."""

    certificate: str
    chain: str
    receipt_keys: tuple[str, ...]
    building_name: str = ""
    """What the district calls the box's building, to compare with its plan. Empty for people, and from an older server."""


BUILDINGS_MAX = 20_000  # buildings of one district: ten times the schools of the largest
URGENT_TOLD_MAX = 2_000  # entries of one answer: a server looks at so many for it, and tells no more


class BuildingListed(msgspec.Struct, frozen=True):
    """A building as the office sees it. `place` is where its entries end: above the office's own place there is something to collect."""

    building: bytes
    name: str
    place: int
    boxes: tuple["BoxListed", ...]
    closed_ms: int = 0
    """0 while the building is open."""


class Follows(msgspec.Struct, frozen=True, array_like=True):
    """The proof that a box follows on another: its `statements.Succession`, and the `SuccessionKey` by which the former box named who signs
    it.
    """

    proof: Signed
    named: Signed


class BoxListed(msgspec.Struct, frozen=True):
    """A box of a building. `state` as in HeadTold; `last_seen_ms` is 0 for a box that never came."""

    box: bytes
    device_key: bytes
    state: str
    number: int
    digest: bytes
    last_seen_ms: int
    follows: Follows | None = None


class Buildings(msgspec.Struct, frozen=True):
    """Every building of the district."""

    buildings: Annotated[tuple[BuildingListed, ...], msgspec.Meta(max_length=BUILDINGS_MAX)]


class UrgentEntry(msgspec.Struct, frozen=True, array_like=True):
    """An entry that came by the urgent lane. To get it, collect its building from the place before `place` on."""

    building: bytes
    box: bytes
    number: int
    place: int
    received_ms: int


class UrgentTold(msgspec.Struct, frozen=True):
    """What came by the urgent lane after `after`, oldest first. No building has more than its share here. Ask on from the new `after`."""

    held: Annotated[tuple[UrgentEntry, ...], msgspec.Meta(max_length=URGENT_TOLD_MAX)]
    after: int


class NewsTold(msgspec.Struct, frozen=True):
    """Buildings of which something came after `after`, by either lane; ask again with this `run` and `after`.

    `run` names one run of one server: the count `after` has no meaning in another. `everything`: the server cannot tell what came since;
    look at the whole list.
    """

    run: str
    after: int
    buildings: Annotated[tuple[bytes, ...], msgspec.Meta(max_length=BUILDINGS_MAX)]
    everything: bool


class Fork(msgspec.Struct, frozen=True):
    """Two histories of one box from `number` on, and the digest of that entry in each. The first digest is the one countersigned so far. It
    is zeros where there is none: then entries before `number` are lost, and the office says whether the box goes on.
    """

    building: bytes
    box: bytes
    number: int
    digests: tuple[bytes, ...]
    found_ms: int
    decided: bytes
    """The digest that the office decided for; empty until then."""
    others: int = 0
    """How many more entries with this number are kept, besides those whose digests are told."""


class RolledBack(msgspec.Struct, frozen=True):
    """A box that holds a receipt up to `countersigned`, when this server had its entries only up to `number`."""

    building: bytes
    box: bytes
    number: int
    countersigned: int
    found_ms: int


class Damaged(msgspec.Struct, frozen=True):
    """Entries of a box, by number, both ends included, that the district's store no longer has as they came. The box
    deposits them again.
    """

    building: bytes
    box: bytes
    first: int
    last: int
    found_ms: int


class Forks(msgspec.Struct, frozen=True):
    """All histories that do not fit together, oldest first. Ask on from `after`."""

    forks: tuple[Fork, ...]
    rolled_back: tuple[RolledBack, ...]
    after: int = 0
    more: bool = False
    damaged: tuple[Damaged, ...] = ()
    """A part of the damage of every box, always with the first of it."""


class WrapsAdded(msgspec.Struct, frozen=True, array_like=True, tag="wraps-1"):
    """Data keys that the office wrapped anew for another of its recipients. The `number` of a wrap is the number of its key entry."""

    building: bytes
    wraps: Annotated[tuple[Wrap, ...], msgspec.Meta(max_length=WRAPS_MAX)]


class ReadingsHead(msgspec.Struct, frozen=True, array_like=True, tag="readings-head-1"):
    """The last entry of the office's log of who read what, for the audit log: its number, and the SHA-256 that covers all entries before
    it, too.
    """

    number: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
    digest: Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class BundleBrought(msgspec.Struct, frozen=True, array_like=True, tag="bundle-brought-1"):
    """A box's recovery bundle as it travels: sealed, and without the wrap for the phrase. `serial` is what the box itself says."""

    serial: Number
    sealed: Annotated[bytes, msgspec.Meta(max_length=BUNDLE_LEN_MAX)]


class BundleKept(msgspec.Struct, frozen=True, array_like=True):
    """A bundle, and when the district received it."""

    box: bytes
    serial: int
    at_ms: int
    sealed: bytes


class BundlesKept(msgspec.Struct, frozen=True):
    """The bundles that the district has of a building's boxes, the newest first."""

    bundles: Annotated[tuple[BundleKept, ...], msgspec.Meta(max_length=100)]


class RestoringAsked(msgspec.Struct, frozen=True, array_like=True, tag="restoring-1"):
    """A box that takes another's place asks the office for what the other box had, sealed for this key (MLKEM768-X25519)."""

    public: Annotated[bytes, msgspec.Meta(min_length=PUBLIC_LEN, max_length=PUBLIC_LEN)]


class RestoringTold(msgspec.Struct, frozen=True):
    """The office's answer, sealed; empty until there is one. `formers`: the boxes before this one, the nearest first; this box may fetch
    their entries.
    """

    handover: bytes
    formers: tuple[bytes, ...] = ()


class RestoringBox(msgspec.Struct, frozen=True, array_like=True):
    """A box that asks for what another had, and the box whose place it was given."""

    box: bytes
    public: bytes
    asked_ms: int
    replaces: bytes


class RestoringBoxes(msgspec.Struct, frozen=True):
    """The boxes of a building that ask for what another had."""

    boxes: Annotated[tuple[RestoringBox, ...], msgspec.Meta(max_length=100)]


class HandoverGiven(msgspec.Struct, frozen=True, array_like=True, tag="handover-given-1"):
    """What the office hands over, sealed for the key of this box."""

    building: bytes
    box: bytes
    sealed: Annotated[bytes, msgspec.Meta(max_length=BUNDLE_LEN_MAX)]


class PlanNamed(msgspec.Struct, frozen=True):
    """What the box's adopted plan calls its building. Empty while there is no plan: then the last name stands."""

    name: Annotated[str, msgspec.Meta(max_length=NAME_LEN_MAX)]


class BuildingNamed(msgspec.Struct, frozen=True):
    """What the district calls the building."""

    name: str


class Health(msgspec.Struct, frozen=True):
    """The answer to a load balancer. `now_ms` shows whether this server's clock is right. `store`: an id in hex, the same from every server
    that keeps the same store; empty where the store was not asked.
    """

    status: str
    now_ms: int
    store: str = ""


class CopyTold(msgspec.Struct, frozen=True):
    """How the copy of the store stands that is made as the store changes. `kind`: "folder", "sftp", "s3", or empty where none is made.
    `up_to_ms`: what the server answered until then is in the copy, 0 while the copy is not whole; `ago_ms`: how long ago we looked.
    `trouble`: its cause, or empty.
    """

    kind: str = ""
    where: str = ""
    up_to_ms: int = 0
    ago_ms: int = 0
    trouble: str = ""
    says: str = ""
    free_mib: int | None = None


class Kept(msgspec.Struct, frozen=True):
    """It is done, and on disk. `version`: of what was kept, if it has one, as a notice has its place among the notices."""

    version: int = 0


# ---- coding ------------------------------------------------------------------------------------------------------------------
def encode(body: msgspec.Struct) -> bytes:
    """Encode a body in msgpack."""
    return msgspec.msgpack.encode(body)


def decode[Body: msgspec.Struct](kind: type[Body], data: bytes | bytearray) -> Body:
    """Decode a msgpack body of this kind. Raises FormatError for other bytes, such as a captive portal's page."""
    try:
        return msgspec.msgpack.decode(data, type=kind)
    except UNREADABLE as wrong:
        raise FormatError(f"is no {kind.__name__} ({wrong})", "body") from wrong
