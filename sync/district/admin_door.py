"""Answers administrators: fleet, tokens, buildings, certificates, revocations, audit log, backup. Sees nothing of what entries hold."""

import os
import secrets
from io import BufferedReader

from appliance.envelope.deposit import Refused
from sync.administration import (
    Audit,
    Fleet,
    Shut,
    TokenGiven,
    TokensWithdrawn,
)
from sync.district.asked import Asked
from sync.district.authority import BadRequest
from sync.district.district import District
from sync.district.store import NoCopy, Sql
from sync.district.tables import audit, buildings, enrolments, tokens
from sync.district.tables import fleet as boxes_seen
from sync.district.tables.store_id import STORE_ID_LEN, store_id
from sync.district.tables.tokens import Offer
from sync.protocol import (
    CertificateGiven,
    CopyTold,
    Health,
    Kept,
    Role,
    id_of_hex,
)


async def fleet(district: District, asked: Asked) -> Fleet:
    """List every box."""
    now_ms = district.now_ms()
    return await district.store.do(lambda sql: boxes_seen.fleet(sql, now_ms))


async def make_token(district: District, asked: Asked) -> TokenGiven | Refused:
    """Make a token to enrol one box; it is shown once."""
    body, now_ms = asked.body, district.now_ms()
    building, replaces = (id_of_hex(each) if each else b"" for each in (body.building, body.replaces))
    if building is None or replaces is None:
        return Refused("bad-request", "An id, of a building or a box, is 32 digits in hex.")
    token, wanted = tokens.make_token(), Offer(body.name, building, body.valid_s, replaces)
    return await district.store.do(lambda sql: tokens.offer(sql, token, wanted, asked.who, now_ms))


async def withdraw_token(district: District, asked: Asked) -> TokensWithdrawn | Refused:
    """Withdraw a token, or all that wait for a building."""
    body, now_ms = asked.body, district.now_ms()
    return await district.store.do(lambda sql: tokens.withdraw(sql, body.what, asked.who, now_ms))


async def change_building(district: District, asked: Asked) -> Kept | Refused:
    """Rename a building, close it, or open it again."""
    body, now_ms = asked.body, district.now_ms()

    def change(sql: Sql) -> Kept | Refused:
        match body.do:
            case "rename":
                return buildings.rename(sql, body.name, body.new_name, asked.who, now_ms)
            case "close":
                return buildings.close(sql, body.name, asked.who, now_ms)
            case _:
                return buildings.reopen(sql, body.name, asked.who, now_ms)

    return await district.store.do(change)


async def revoke(district: District, asked: Asked) -> Shut | Refused:
    """Shut out a box or a certificate."""
    body, now_ms = asked.body, district.now_ms()
    shut = await district.store.do(lambda sql: enrolments.revoke(sql, body.what, body.reason, asked.who, now_ms))
    if isinstance(shut, Shut):
        district.shut_out(f"{'box' if shut.kind == Role.BUILDING else shut.kind} {shut.name}")
    return shut


async def certify(district: District, asked: Asked) -> CertificateGiven | Refused:
    """Make a certificate for an office or an administrator."""
    body, now_ms = asked.body, district.now_ms()
    if body.role not in {Role.OFFICE, Role.ADMIN}:
        return Refused("bad-request", "A certificate is made for an office or an admin; a box enrols with a token.")
    try:
        issued = district.authority.for_person(body.csr, Role(body.role), body.name, district.reckoning.latest())
    except BadRequest as wrong:
        return Refused("bad-request", f"The certificate request is refused: {wrong}.")
    await district.store.do(
        lambda sql: enrolments.certify(
            sql, Role(body.role), body.name, issued.serial, issued.until_ms, asked.who, now_ms
        )
    )
    return CertificateGiven(issued.pem, district.authority.chain, (district.key.public.hex(),))


async def audit_lines(district: District, asked: Asked) -> Audit:
    """List who did what, and when."""
    return await district.store.do(lambda sql: audit.lines(sql, asked.query["after"], asked.query["limit"]))


async def copy_stands(district: District, asked: Asked) -> CopyTold:
    """Say how the second copy of the store stands."""
    return district.copy_told()


async def back_up(district: District, asked: Asked) -> BufferedReader | Refused:
    """Give a copy of the store; the command that asked writes it where its user may write."""
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
    """Say that the process answers."""
    return Health("ok", district.now_ms())


async def ready(district: District, asked: Asked) -> Health:
    """Say that the store answers, too, and name it. If it does not, the answer is `busy`."""
    fresh = secrets.token_bytes(STORE_ID_LEN)
    store = await district.store.do(lambda sql: store_id(sql, fresh))
    return Health("ok", district.now_ms(), store.hex())
