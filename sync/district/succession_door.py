"""Answers a box about successions: which key will speak for the box after it, and that it follows on another box itself. Knows no HTTP."""

from appliance.envelope.deposit import Refused, Signed
from appliance.envelope.format import FormatError
from appliance.envelope.statements import Succession, renewal_statement
from sync.district import box_door
from sync.district.asked import Asked
from sync.district.authority import BadRequest
from sync.district.district import District
from sync.district.receipt_key import signed_by_its_key
from sync.district.tables import following
from sync.district.tables.enrolments import NewBox
from sync.district.tables.following import Follow
from sync.district.tables.quota import OverQuota
from sync.protocol import CertificateGiven, Kept, RenewalAsked, SuccessionAsked, id_of_hex


async def name_key(district: District, asked: Asked) -> Kept | Refused:
    """Keep the key that the box names to speak for the box after it."""
    peer, now_ms = asked.known, district.now_ms()
    return await district.store.do(lambda sql: following.name_key(sql, peer.box, asked.body, peer.serial, now_ms))


async def follow_by_head(district: District, asked: Asked) -> Kept | Refused:
    """Take the last head that the former box signed, from the box in its place."""
    peer, now_ms = asked.known, district.now_ms()
    return await district.store.do(lambda sql: following.follow_by_head(sql, peer.box, asked.body, peer.serial, now_ms))


async def follow(district: District, asked: Asked) -> CertificateGiven | Refused | OverQuota:
    """Take in a box that follows on another, by a key that the other one named. The same request again is a renewal."""
    body: SuccessionAsked = asked.body
    proof, box, device_key = body.signed(), id_of_hex(body.box), box_door.of_hex(body.device_key)
    try:
        said = Succession.unpack(proof.statement)
    except FormatError as wrong:
        return Refused("bad-request", f"This says of no box that it follows on another: {wrong}.")
    if (said.building, said.new_box, said.new_device_key) != (id_of_hex(body.building), box, device_key):
        return Refused("bad-request", "The statement is about another box than the one that asks.")
    own = renewal_statement(body.csr, said.building, said.new_box)
    if not box_door.is_signed(device_key, body.signature, own) or not signed_by_its_key(proof):
        return box_door.NOT_SIGNED
    if await district.store.do(lambda sql: following.follows_already(sql, said)):
        again = RenewalAsked(body.csr, body.building, body.box, body.signature)
        return await box_door.renew(district, Asked(asked.peer, {}, again))
    return await _taken_in(district, body.csr, said, proof)


async def _taken_in(district: District, csr: str, said: Succession, proof: Signed) -> CertificateGiven | Refused:
    try:
        issued = district.authority.for_box(csr, said.building, said.new_box, district.reckoning.latest())
    except BadRequest as wrong:
        return Refused("bad-request", f"The certificate request is refused: {wrong}.")
    new = NewBox(said.building, said.new_box, said.new_device_key, issued.serial, issued.until_ms)
    now_ms = district.now_ms()
    kept = await district.store.do(lambda sql: following.follow(sql, Follow(said, proof, new), now_ms))
    return kept if isinstance(kept, Refused) else await box_door.given(district, said.building, issued.pem)
