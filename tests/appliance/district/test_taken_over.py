"""Tests an uplink that an attacker has taken over, with all its rights: everything that it can do is tried, and what it gains."""

import asyncio

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from appliance.api.ask import Refusal
from appliance.api.desk.line import Act, Attach
from appliance.api.desk.plan import AdoptPlanFile
from appliance.api.feed.frames import to_feed_reader
from appliance.api.feed.messages import HAND_IN_MAX, FollowSealed, LineState
from appliance.api.framing import frame
from appliance.api.records.trust import BelieveOffice
from appliance.core.calls.commands import Acknowledge
from appliance.doors.feed.sealed_feed import STATEMENTS_PER_S
from appliance.envelope.deposit import Recipient, Signed
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import OpenError, open_key_entry
from appliance.envelope.statements import (
    ENROLMENT_LABEL,
    RENEWAL_LABEL,
    NoticeType,
    enrolment_statement,
    renewal_statement,
)
from tests.appliance.district.conftest import School
from tests.appliance.district.office import Office, Reader, public_of, signed
from tests.patience import patient


async def test_it_can_open_nothing_of_all_that_it_is_given(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    items = await school.line.follow(after=0, limit=500)
    thief = PrivateKey.generate()
    entries = {each.number: each.entry for each in items.entries}
    for wrap in items.wraps:
        with pytest.raises(OpenError):
            open_key_entry(entries[wrap.number], wrap.wrap, thief)
    assert not any(word in each for each in entries.values() for word in (b"201", b"assist", b"Cedar"))


async def test_it_can_make_nobody_a_reader_and_nobody_a_server(school: School) -> None:
    await school.knows_the_office()
    before = school.harness.keeper.trust
    thief = Reader("thief")
    mine = Office(school.office.building, school.office.box)
    body = (Recipient("thief", thief.opening.public.raw, public_of(thief.signing), 0),)
    genuine = school.office.recipients(1, school.reader)
    told = await school.says(
        notices=(
            mine.notice(NoticeType.RECIPIENTS, 99, body),
            mine.receipt_keys(99),
            replace_key(mine.notice(NoticeType.RECIPIENTS, 99, body), genuine.key),
            replace_key(genuine, public_of(mine.root)),
        )
    )
    assert len(told.refused) == 4
    assert school.harness.keeper.trust == before
    await school.harness.press("201").kept
    items = await school.line.follow(after=0)
    assert thief.opening.public.fingerprint not in {wrap.recipient for wrap in items.wraps}


async def test_it_can_acknowledge_nothing_and_command_nothing(school: School) -> None:
    raised = await school.harness.press("201").kept
    incident = raised.events[0].incident  # type: ignore[union-attr]
    acts = (
        Act(request=1, command=Acknowledge(incident=incident)),
        Attach(desk=None, client="uplink"),
        AdoptPlanFile(request=1, document=b"{}"),
        BelieveOffice(request=1, fingerprint="ab" * 32),
    )
    for act in acts:
        reader, writer = await asyncio.open_unix_connection(school.socket)
        writer.write(frame(act))
        (answer,) = list(to_feed_reader().feed(await reader.read(65536)))
        assert isinstance(answer, Refusal)
        writer.close()
        await writer.wait_closed()
    (call,) = school.harness.engine.board.incidents.values()
    assert call.ringing and call.acknowledged_by is None
    assert not school.harness.keeper.trust.root


async def test_it_can_pretend_no_receipt_and_no_opened_and_so_nothing_is_forgotten(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    entry, mine = await school.newest(), Office(school.office.building, school.office.box)
    keys_before = await school.harness.logbook.reader.wrapped_after((b"", -1), 500)
    told = await school.says(
        receipts=(mine.receipt(entry), signed(school.reader.signing, school.office.receipt(entry).statement)),
        opened=(mine.opened(Reader("thief"), entry), signed(school.office.server, true_opened(school, entry))),
        line=LineState(reachable=True, for_ms=10**12, sent=10**9, head_state="ok"),
    )
    assert told.countersigned == 0
    assert len(told.refused) == 4
    assert not school.harness.engine.board.district.opened
    left = {each.place: each.recipients for each in await school.harness.logbook.reader.wrapped_after((b"", -1), 500)}
    assert all(each.recipients <= left[each.place] for each in keys_before)


async def test_replaying_what_was_true_once_changes_nothing(school: School) -> None:
    await school.knows_the_office()
    entry = await school.newest()
    successor = Reader("Office 2027")
    await school.says(notices=(school.office.recipients(2, successor),), receipts=(school.office.receipt(entry),))
    trust, known = school.harness.keeper.trust, school.harness.engine.board.district
    for _ in range(3):
        await school.says(
            notices=(school.office.recipients(1, school.reader), school.office.receipt_keys()),
            receipts=(school.office.receipt(await school.entry(1)),),
            opened=(school.office.opened(school.reader, entry),),
        )
    assert school.harness.keeper.trust == trust
    assert school.harness.engine.board.district.opened == known.opened == {}


@pytest.mark.parametrize("token", ["", "a token", "handbell head statement v1", "\0" * 80])
async def test_the_device_signs_nothing_for_it_but_a_labelled_certificate_request(school: School, token: str) -> None:
    forged = "handbell epoch statement v1" + "\0" * 5 + "pretend"
    signature = await school.line.signed_enrolment(token, forged)
    statement = (
        enrolment_statement(token, forged, signature.building, signature.box)
        if token
        else renewal_statement(forged, signature.building, signature.box)
    )
    device = Ed25519PublicKey.from_public_bytes(signature.device_key)
    device.verify(signature.signature, statement)
    assert statement.startswith(ENROLMENT_LABEL if token else RENEWAL_LABEL)
    for other in (forged.encode(), token.encode() + forged.encode(), statement[32:]):
        with pytest.raises(InvalidSignature):
            device.verify(signature.signature, other)


async def test_rubbish_ends_its_own_line_and_is_one_trouble_while_calls_come_in(school: School) -> None:
    for rubbish in (b"\xff" * 8, b"\x00\x00\x00\x01\xc1", frame(Attach(desk=None, client="x"))):
        reader, writer = await asyncio.open_unix_connection(school.socket)
        writer.write(rubbish)
        await reader.read()
        writer.close()
        await writer.wait_closed()
    await school.trouble("sealed-feed-misused")
    misused = [
        each for each in school.harness.engine.board.troubles.values() if each.cause.what == "sealed-feed-misused"
    ]
    assert len(misused) == 1
    await school.harness.press("201").kept
    assert (await school.says()).refused == ()


async def test_a_flood_of_questions_ends_its_own_line(school: School) -> None:
    await school.knows_the_office()
    reader, writer = await asyncio.open_unix_connection(school.socket)
    writer.write(frame(FollowSealed(request=1, after=10**6, wait_s=30)) * 64)
    async with patient():
        answers = list(to_feed_reader().feed(await reader.read()))
    assert isinstance(answers[-1], Refusal)
    writer.close()
    await school.trouble("sealed-feed-misused")
    await school.harness.press("201").kept
    assert (await school.says()).refused == ()


@pytest.mark.slow
async def test_requests_to_be_signed_wait_as_statements_do(school: School) -> None:
    rubbish = (Signed(b"", b"", b""),) * HAND_IN_MAX
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await school.says(receipts=rubbish)
    for _ in range(50):
        await school.line.signed_enrolment("a token", "a request")
    assert loop.time() - began_s >= 49 / STATEMENTS_PER_S, "all but the last are paid for by then"


def replace_key(true: Signed, key: bytes) -> Signed:
    return Signed(true.statement, key, true.signature)


def true_opened(school: School, entry: bytes) -> bytes:
    return school.office.opened(school.reader, entry).statement
