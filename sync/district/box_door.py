"""Answers buildings: head, deposits, urgent lane, notices, enrolment. Knows no HTTP and opens nothing."""

import asyncio
from collections.abc import Callable
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.envelope.deposit import Deposited, HeadTold, Held, Notices, Refused
from appliance.envelope.format import DIGEST_LEN
from appliance.envelope.statements import enrolment_statement, renewal_statement
from sync.district.asked import Asked
from sync.district.authority import BadRequest
from sync.district.batch import Batch, checked
from sync.district.district import District
from sync.district.naming import Why
from sync.district.store import Sql
from sync.district.tables import (
    audit,
    boxes,
    buildings,
    collecting,
    deposits,
    enrolments,
    fleet,
    heirs,
    kept_entries,
    renewals,
)
from sync.district.tables import notices as office_notices
from sync.district.tables import urgent as urgent_lane
from sync.district.tables.enrolments import NewBox
from sync.district.tables.fleet import CheckIn
from sync.district.tables.heirs import Heir
from sync.district.tables.quota import Limit, OverQuota
from sync.district.waiters import URGENT
from sync.protocol import (
    CertificateGiven,
    EnrolmentAsked,
    RenewalAsked,
    Role,
    Tail,
    id_of_hex,
)


async def head(district: District, asked: Asked) -> HeadTold | Refused:
    """Tell what the district has of this box, or of one before it."""
    query, peer, now_ms = asked.query, asked.known, district.now_ms()
    if query["of"]:
        return await district.store.do(lambda sql: heirs.head(sql, Heir(peer.box, peer.serial), query["of"]))
    said = CheckIn(query["countersigned"], query["backlog"], query["version"], peer.serial)
    told = await district.store.do(lambda sql: fleet.check_in(sql, peer.box, said, now_ms))
    if isinstance(told, Refused):
        return told
    if told.state == "superseded":
        return deposits.superseded(told)
    if told.state == "revoked":
        return Refused("revoked", "This box was revoked by the district: nothing of it is kept.", told)
    return told


async def deposit(district: District, asked: Asked) -> Deposited | Refused | OverQuota:
    """Take contiguous entries of the box that asks, or of the box that it follows on."""
    peer, former = asked.known, asked.query["of"]
    if former:
        heir = Heir(peer.box, peer.serial)
        return await deposit_for(district, asked, peer.building, former, heir.beyond, by_heir=True)
    return await deposit_for(district, asked, peer.building, peer.box, lambda *_: None, peer.serial)


async def deposit_for(
    district: District,
    asked: Asked,
    building: bytes,
    box: bytes,
    forbids: Callable[[Sql, bytes, Batch], Refused | None],
    certificate: str = "",
    *,
    by_heir: bool = False,
) -> Deposited | Refused | OverQuota:
    """Take contiguous entries of a box, whoever brings them. `forbids` may refuse in the same transaction. `certificate`: the serial number
    of the box's own certificate, if the box itself asks. `by_heir`: as `deposits.deposit` says.
    """
    with district.turns.of(box, asked.body.entries) as turn:
        async with district.work.turn(asked.who):
            batch = await asyncio.to_thread(checked, asked.body, building, box)
        if isinstance(batch, Refused):
            return batch
        lost_before = bool(asked.query["lost_before"])
        if not lost_before:  # otherwise there is no entry that it follows on
            await turn.comes(lambda: _last_here(district, box))
        if not district.store.shared:
            turn.goes()  # this deposit is in the store's one queue now, and the next one may share its commit
        terms = district.terms()

        def take(sql: Sql) -> tuple[Deposited | Refused | OverQuota, int]:
            answer = forbids(sql, box, batch) or deposits.deposit(
                sql, box, batch, terms, lost_before=lost_before, certificate=certificate, by_heir=by_heir
            )
            if asked.known.role is Role.ADMIN and _was_kept(answer):  # an administrator brought them on a stick
                about = f"box {box.hex()} entries {batch.first.number} to {batch.last.number}"
                audit.add(sql, terms.now_ms, asked.who, "deposited from a stick", about)
            return answer, boxes.last_place(sql, building)

        async with district.work.turn(asked.who):
            answer, place = await district.store.do(take)
    name_over(district, box, answer)
    district.news.tell(building, place)
    if isinstance(answer, Deposited):
        district.metrics.count("entries", len(batch.entries))
        district.metrics.count("kept_bytes", batch.length)
    return answer


async def _last_here(district: District, box: bytes) -> int:
    known = await district.store.do(lambda sql: boxes.seen(sql, box))
    return 0 if known is None else known.number


async def urgent(district: District, asked: Asked) -> Held | Refused | OverQuota:
    """Hold entries of open calls."""
    peer = asked.known
    async with district.calls.turn(peer.who):
        batch = await asyncio.to_thread(checked, asked.body, peer.building, peer.box)
        if isinstance(batch, Refused):
            return batch
        terms = district.terms()

        def hold(sql: Sql) -> tuple[Held | Refused | OverQuota, int]:
            return urgent_lane.hold(sql, peer.box, batch, terms, peer.serial), boxes.last_place(sql, peer.building)

        answer, place = await district.store.do(hold)
    name_over(district, peer.box, answer)
    if _was_kept(answer):
        district.waiters.wake(URGENT)
    district.news.tell(peer.building, place)
    if isinstance(answer, Held):
        district.metrics.count("urgent_entries", len(batch.entries))
    return answer


async def notices(district: District, asked: Asked) -> Notices | Refused:
    """Tell what the safety office says to this building."""
    peer = asked.known
    return await notices_for(district, asked, peer.building, peer.box, peer.serial)


async def notices_for(
    district: District, asked: Asked, building: bytes, box_id: bytes, certificate: str = ""
) -> Notices | Refused:
    """Tell what the safety office says to a building, as one of its boxes may hear it. `certificate` as above."""
    after = asked.query["after"]

    def ask(sql: Sql) -> Notices | Refused:
        box = boxes.seen(sql, box_id, certificate)
        if box is None or box.building != building:
            return boxes.UNKNOWN
        if (refused := boxes.closed(box)) is not None:
            return refused
        if asked.known.role is Role.BUILDING:  # a stick does not count as the box being there
            fleet.is_there(sql, box, district.now_ms())
        return office_notices.after(sql, building, after)

    return await district.heard(
        asked.who, building, asked.query["wait_s"], ask, lambda told: isinstance(told, Refused) or told.after != after
    )


async def entries(district: District, asked: Asked) -> Tail | Refused:
    """Give this box's own entries, or those of a box before it."""
    peer, query, now_ms = asked.known, asked.query, district.now_ms()

    def ask(sql: Sql) -> Tail | Refused:
        box = boxes.seen(sql, peer.box, peer.serial)
        if box is None:
            return boxes.UNKNOWN
        whose = heirs.forebear(sql, box, query["of"]) if query["of"] else box
        if whose is None:
            return heirs.NO_FOREBEAR
        if (refused := boxes.closed(box)) is not None:
            return refused
        tail = collecting.tail(sql, whose, query["after"], query["limit"], now_ms)
        return msgspec.structs.replace(tail, receipt=kept_entries.newest_receipt(sql, whose)) if query["of"] else tail

    return await district.store.do(ask)


async def enrol(district: District, asked: Asked) -> CertificateGiven | Refused:
    """Give a box its first certificate, or one for a box that is enrolled anew."""
    body: EnrolmentAsked = asked.body
    building, box, device_key = id_of_hex(body.building), id_of_hex(body.box), of_hex(body.device_key)
    if building is None or box is None or len(device_key) != DIGEST_LEN or not any(building):
        return _BAD_IDS
    if not is_signed(device_key, body.signature, enrolment_statement(body.token, body.csr, building, box)):
        return NOT_SIGNED
    try:
        issued = district.authority.for_box(body.csr, building, box, district.reckoning.latest())
    except BadRequest as wrong:
        return Refused("bad-request", f"The certificate request is refused: {wrong}.")
    new, now_ms = NewBox(building, box, device_key, issued.serial, issued.until_ms), district.now_ms()
    kept = await district.store.do(lambda sql: enrolments.enrol(sql, body.token, new, now_ms))
    return kept if isinstance(kept, Refused) else await given(district, building, issued.pem)


async def renew(district: District, asked: Asked) -> CertificateGiven | Refused | OverQuota:
    """Give a new certificate to a box whose old one expired or was lost; its device key vouches for it. The same request gets the same
    answer.
    """
    body: RenewalAsked = asked.body
    building, box = id_of_hex(body.building), id_of_hex(body.box)
    if building is None or box is None:
        return _BAD_IDS
    request, now_ms = sha256(msgspec.msgpack.encode(body)).digest(), district.now_ms()
    known = await district.store.do(lambda sql: renewals.known(sql, building, box, request, now_ms))
    if isinstance(known, Refused):
        return known
    if known.given:
        return await given(district, building, known.given)
    if not is_signed(known.device_key, body.signature, renewal_statement(body.csr, building, box)):
        return NOT_SIGNED
    if known.over is not None:
        name_over(district, box, known.over)
        return known.over
    try:
        issued = district.authority.for_box(body.csr, building, box, district.reckoning.latest())
    except BadRequest as wrong:
        return Refused("bad-request", f"The certificate request is refused: {wrong}.")
    pem = await district.store.do(lambda sql: renewals.renewed(sql, box, request, issued, now_ms))
    return pem if isinstance(pem, OverQuota) else await given(district, building, pem)


def _was_kept(answer: Deposited | Held | Refused | OverQuota) -> bool:
    """Whether what was brought is kept, even in a history that is not countersigned."""
    return isinstance(answer, Deposited | Held) or (isinstance(answer, Refused) and answer.code in KEPT_ALL_THE_SAME)


def name_over(district: District, box: bytes, answer: msgspec.Struct | OverQuota) -> None:
    """Count and name a box that brings or asks for too much."""
    if isinstance(answer, OverQuota):
        if answer.limit is Limit.DAY:
            district.metrics.count("over_quota")
        district.naming.name(f"box {box.hex()}", Why[answer.limit.name])


async def given(district: District, building: bytes, pem: str) -> CertificateGiven:
    """Give what a box gets with its certificate."""
    name = await district.store.do(lambda sql: buildings.name_of(sql, building))
    return CertificateGiven(pem, district.authority.chain, (district.key.public.hex(),), name)


def is_signed(key: bytes, signature: str, statement: bytes) -> bool:
    """Whether this device key signed it. Signature and key may both be nonsense."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(of_hex(signature), statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def of_hex(text: str) -> bytes:
    """Read hex; empty where it is none."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""


KEPT_ALL_THE_SAME = frozenset({"fork", "superseded"})

_BAD_IDS = Refused("bad-request", "Building and box are ids of 16 bytes in hex, the device key one of 32.")
NOT_SIGNED = Refused("signature", "The request is not signed by the device key of this box.")
