"""What administrators ask: fleet, tokens, certificates, revocations, audit log, backup. Sees nothing of content."""

import os
from io import BufferedReader

from appliance.envelope.deposit import Refused
from sync.district.asked import Asked
from sync.district.authority import BadRequest, utc_now
from sync.district.district import District
from sync.district.ledger import audit, enrolments
from sync.district.ledger import fleet as boxes_seen
from sync.district.store import NoCopy
from sync.protocol import Audit, CertificateGiven, Fleet, Health, Role, Shut, TokenGiven, id_of_hex


async def fleet(district: District, asked: Asked) -> Fleet:
    """Every box."""
    now_ms = district.now_ms()
    return await district.store.do(lambda sql: boxes_seen.fleet(sql, now_ms))


async def make_token(district: District, asked: Asked) -> TokenGiven | Refused:
    """A token to enrol one box; shown once."""
    body, now_ms = asked.body, district.now_ms()
    building = id_of_hex(body.building) if body.building else b""
    if building is None:
        return Refused("bad-request", f"{body.building!r} is no id of a building: 32 digits in hex.")
    token = enrolments.make_token()
    return await district.store.do(
        lambda sql: enrolments.offer(sql, token, body.name, building, body.valid_s, asked.who, now_ms)
    )


async def revoke(district: District, asked: Asked) -> Shut | Refused:
    """Shut out a box or a certificate."""
    body, now_ms = asked.body, district.now_ms()
    shut = await district.store.do(lambda sql: enrolments.revoke(sql, body.what, body.reason, asked.who, now_ms))
    if isinstance(shut, Shut):
        district.shut_out(f"{'box' if shut.kind == Role.BUILDING else shut.kind} {shut.name}")
    return shut


async def certify(district: District, asked: Asked) -> CertificateGiven | Refused:
    """A certificate for an office or an administrator."""
    body, now_ms = asked.body, district.now_ms()
    if body.role not in {Role.OFFICE, Role.ADMIN}:
        return Refused("bad-request", "A certificate is made for an office or an admin; a box enrols with a token.")
    try:
        issued = district.authority.for_person(body.csr, Role(body.role), body.name, utc_now())
    except BadRequest as wrong:
        return Refused("bad-request", f"The certificate request is refused: {wrong}.")
    await district.store.do(
        lambda sql: enrolments.certify(
            sql, Role(body.role), body.name, issued.serial, issued.until_ms, asked.who, now_ms
        )
    )
    return CertificateGiven(issued.pem, district.authority.chain, (district.key.public.hex(),))


async def audit_lines(district: District, asked: Asked) -> Audit:
    """Who did what when."""
    return await district.store.do(lambda sql: audit.lines(sql, asked.query["after"], asked.query["limit"]))


async def back_up(district: District, asked: Asked) -> BufferedReader | Refused:
    """A copy of the store, for whoever asks to write where they may."""
    if asked.known.serial:
        return Refused(
            "not-yours", "A backup is given on the server's own machine: ask there, with handbell district backup."
        )
    now_ms = district.now_ms()
    try:
        copy = await district.store.back_up()
    except NoCopy as wrong:
        return Refused("no-copy", f"The server has no copy to give: {wrong}.")
    if copy is None:
        return Refused(
            "not-here", "This server keeps its store in PostgreSQL. Back it up with pg_dump, or archive its log."
        )
    length = os.fstat(copy.fileno()).st_size
    try:
        await district.store.do(lambda sql: audit.add(sql, now_ms, asked.who, "backup given", f"{length} bytes"))
    except BaseException:
        copy.close()
        raise
    return copy


async def healthy(district: District, asked: Asked) -> Health:
    """The process answers."""
    return Health("ok", district.now_ms())


async def ready(district: District, asked: Asked) -> Health:
    """And its store does; where it does not, the answer is `busy`."""
    await district.store.do(lambda sql: sql.one("SELECT 1"))
    return Health("ok", district.now_ms())
