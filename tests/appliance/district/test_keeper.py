"""Tests what the uplink hands in over a real socket, and what becomes of it at the box: believed, refused, recorded, or
proof of a fault.
"""

import asyncio
from copy import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandIn, LineState
from appliance.api.records.trust import BelieveOffice
from appliance.core.district.events import NoticeTaken, ReceiptTaken, StreamOpened
from appliance.district import root_file
from appliance.envelope.deposit import ForkDecided, RevokedBox
from appliance.envelope.format import entry_digest, split
from appliance.envelope.statements import EVERY_BUILDING, Countersigned, Notice, NoticeType, Opened
from tests.appliance.district.conftest import School
from tests.appliance.district.office import Office, Reader, signed
from tests.patience import patient

pytestmark = pytest.mark.slow


async def test_nothing_is_believed_before_an_office_is(school: School) -> None:
    told = await school.says(
        receipts=(school.office.receipt(await school.newest()),), notices=(school.office.receipt_keys(),)
    )
    assert (told.countersigned, told.again) == (0, "soon")
    assert len(told.refused) == 2
    assert told.early == told.refused, "nobody is at fault for it"
    assert not school.harness.engine.board.district.notices
    assert not school.troubles()


async def test_a_receipt_under_the_whole_line_of_trust_is_believed_and_shown(school: School) -> None:
    await school.knows_the_office()
    entry = await school.newest()
    told = await school.says(receipts=(school.office.receipt(entry, received_ms=1_800_000_123_000),))
    assert (told.countersigned, told.refused) == (split(entry).header.number, ())
    async with school.harness.console(None) as console:
        board = await console.board(lambda board: board.district is not None and board.district.countersigned > 0)
    assert board.district is not None
    assert board.district.countersigned_ms == 1_800_000_123_000
    assert board.district.office and board.district.sealed_for
    assert board.district.backlog == board.district.head - board.district.countersigned


async def test_notices_in_the_same_breath_make_its_receipts_count(school: School) -> None:
    await school.believes()
    told = await school.says(
        notices=(school.office.receipt_keys(),), receipts=(school.office.receipt(await school.newest()),)
    )
    assert told.refused == () and told.countersigned > 0


async def test_an_older_receipt_changes_nothing_and_is_no_fault(school: School) -> None:
    await school.knows_the_office()
    old, new = await school.entry(1), await school.newest()
    newest = (await school.says(receipts=(school.office.receipt(new),))).countersigned
    told = await school.says(receipts=(school.office.receipt(old), school.office.receipt(new)))
    assert (told.countersigned, told.refused) == (newest, ())


@pytest.mark.parametrize("lie", ["key", "signature", "box", "building", "range", "digest of a notice", "rubbish"])
async def test_a_false_receipt_counts_for_nothing(school: School, lie: str) -> None:
    await school.knows_the_office()
    entry, office = await school.newest(), school.office
    true = office.receipt(entry)
    said = Countersigned.unpack(true.statement)
    false = {
        "key": replace(office, server=Ed25519PrivateKey.generate()).receipt(entry),
        "signature": replace(true, statement=replace(said, first=2).pack()),
        "box": signed(office.server, replace(said, box=bytes(16)).pack()),
        "building": signed(office.server, replace(said, building=bytes(16)).pack()),
        "range": signed(office.server, replace(said, first=said.last + 1).pack()),
        "digest of a notice": signed(office.server, office.receipt_keys().statement),
        "rubbish": signed(office.server, b"\xff" * 152),
    }[lie]
    told = await school.says(receipts=(false,))
    assert told.countersigned == 0
    assert len(told.refused) == 1


async def test_not_every_receipt_is_an_entry_and_none_is_for_the_entry_of_the_last(school: School) -> None:
    await school.knows_the_office()
    await school.says(receipts=(school.office.receipt(await school.newest()),))
    async with patient():
        while school.harness.engine.board.district.receipt is None:
            await asyncio.sleep(0.01)
    await school.harness.engine.recorder.caught_up()  # a board is ahead of a disk that stalls
    recorded = school.harness.engine.head
    told = await school.says(receipts=(school.office.receipt(await school.newest()),))
    assert told.countersigned == recorded
    for counter in (1, 2, 3):
        await school.harness.press("201", counter).kept
        assert (await school.says(receipts=(school.office.receipt(await school.newest()),))).countersigned > recorded
    told_since = await recorded_since(school, recorded)
    assert told_since
    assert not [event for _, _, event in told_since if isinstance(event, ReceiptTaken)]


async def test_a_receipt_for_what_this_box_never_wrote_proves_a_rollback_until_the_district_signs_beyond(
    school: School,
) -> None:
    await school.knows_the_office()
    entry = await school.newest()
    said = Countersigned.unpack(school.office.receipt(entry).statement)
    beyond = replace(said, last=school.harness.engine.head + 3, digest=b"\x07" * 32)
    told = await school.says(receipts=(signed(school.office.server, beyond.pack()),))
    assert told.countersigned == 0
    await school.trouble("record-rolled-back")
    await school.says(receipts=(school.office.receipt(await school.newest()),))
    assert "record-rolled-back" in school.troubles(), "a receipt from before the proof mends nothing"
    while school.harness.engine.head < beyond.last:
        await school.harness.press("201").kept
    await school.says(receipts=(school.office.receipt(await school.newest()),))
    await school.trouble("record-rolled-back", over=True)


async def test_a_receipt_for_another_entry_of_the_same_number_proves_a_fork(school: School) -> None:
    await school.knows_the_office()
    said = Countersigned.unpack(school.office.receipt(await school.newest()).statement)
    told = await school.says(receipts=(signed(school.office.server, replace(said, digest=b"\x07" * 32).pack()),))
    assert told.countersigned == 0
    await school.trouble("district-fork")


async def test_a_fork_decided_for_another_history_is_told_and_one_decided_for_this_one_is_not(school: School) -> None:
    await school.knows_the_office()
    box, entry = school.office.box, await school.entry(2)
    others = ForkDecided(b"another box here", 2, bytes(32))
    ours = ForkDecided(box, 2, entry_digest(entry))
    await school.says(notices=(school.office.notice(NoticeType.FORK_DECIDED, 1, (others, ours)),))
    assert "fork-decided-against" not in school.troubles()
    theirs = ForkDecided(box, 2, b"\x07" * 32)
    await school.says(notices=(school.office.notice(NoticeType.FORK_DECIDED, 2, (theirs,)),))
    await school.trouble("fork-decided-against")
    await school.says(notices=(school.office.notice(NoticeType.FORK_DECIDED, 3, (ours,)),))
    await school.trouble("fork-decided-against", over=True)


async def test_holdings_are_counted_until_the_backlog_has_passed_them(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    ahead = await school.newest()
    await school.says(holdings=(school.office.holding(ahead),))
    assert school.harness.engine.heard.district.held == {split(ahead).header.number}
    await school.says(receipts=(school.office.receipt(ahead),))
    assert not school.harness.engine.heard.district.held


async def test_an_older_notice_changes_nothing_and_two_of_one_version_are_trouble(school: School) -> None:
    await school.knows_the_office()
    other = Reader("Office 2027")
    assert (await school.says(notices=(school.office.recipients(3, other),))).refused == ()
    assert (await school.says(notices=(school.office.recipients(2, school.reader),))).refused == ()
    assert school.harness.keeper.trust.recipients == (other.opening.public,)
    told = await school.says(notices=(school.office.recipients(3, school.reader),))
    assert len(told.refused) == 1
    assert school.harness.keeper.trust.recipients == (other.opening.public,)
    await school.trouble("district-not-believed")
    await school.says(notices=(school.office.recipients(3, other),))
    await school.trouble("district-not-believed", over=True)


async def test_a_notice_of_another_district_is_trouble_and_is_not_followed(school: School) -> None:
    await school.knows_the_office()
    thief = replace(school.office, root=Ed25519PrivateKey.generate())
    told = await school.says(notices=(thief.recipients(9, Reader("thief")),))
    assert len(told.refused) == 1
    assert school.harness.keeper.trust.recipients == (school.reader.opening.public,)
    await school.trouble("district-other-office")


async def test_notices_for_every_building_count_and_for_another_do_not(school: School) -> None:
    await school.believes()
    ours = school.office.notice(NoticeType.RECEIPT_KEYS, 1, (b"k" * 32,), EVERY_BUILDING)
    theirs = school.office.notice(NoticeType.RECEIPT_KEYS, 2, (b"x" * 32,), b"another building")
    told = await school.says(notices=(ours, theirs))
    assert len(told.refused) == 1
    assert school.harness.keeper.trust.receipt_keys == {b"k" * 32}


@pytest.mark.parametrize(
    ("about", "body"),
    [
        (NoticeType.RECIPIENTS, []),
        (NoticeType.RECIPIENTS, [["x", b"short", b"", 0]]),
        (NoticeType.RECIPIENTS, "nonsense"),
        (NoticeType.RECEIPT_KEYS, []),
        (NoticeType.RECEIPT_KEYS, [b"short"]),
        (NoticeType.REVOKED, [1]),
        (NoticeType.FORK_DECIDED, {}),
        (NoticeType.ESCROW, []),
    ],
)
async def test_a_notice_nobody_can_act_on_is_not_taken(school: School, about: NoticeType, body: object) -> None:
    await school.knows_the_office()
    told = await school.says(notices=(school.office.notice(about, 9, body),))
    assert len(told.refused) == 1
    newest = school.harness.engine.board.district.notices.get(about)
    assert newest is None or newest.version == 1


async def test_opened_counts_from_a_reader_of_today_for_an_entry_of_ours(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    entry = await school.newest()
    stream = split(entry).header.stream
    assert (await school.says(opened=(school.office.opened(school.reader, entry),))).refused == ()
    assert school.harness.engine.board.district.opened == {stream: split(entry).header.number}


@pytest.mark.parametrize("lie", ["reader", "server", "building", "stream", "digest", "beyond"])
async def test_a_false_opened_marks_nothing(school: School, lie: str) -> None:
    await school.knows_the_office()
    entry, reader = await school.newest(), school.reader
    header = split(entry).header
    true = Opened(header.building, header.stream, header.number, entry_digest(entry), 1)
    false = {
        "reader": signed(Reader("nobody").signing, true.pack()),
        "server": signed(school.office.server, true.pack()),
        "building": signed(reader.signing, replace(true, building=bytes(16)).pack()),
        "stream": signed(reader.signing, replace(true, stream=bytes(16)).pack()),
        "digest": signed(reader.signing, replace(true, digest=bytes(32)).pack()),
        "beyond": signed(reader.signing, replace(true, last=true.last + 100).pack()),
    }[lie]
    told = await school.says(opened=(false,))
    assert len(told.refused) == 1
    assert not school.harness.engine.board.district.opened


async def test_a_rotated_reader_opens_nothing_any_more(school: School) -> None:
    await school.knows_the_office()
    await school.says(notices=(school.office.recipients(2, Reader("Office 2027")),))
    told = await school.says(opened=(school.office.opened(school.reader, await school.newest()),))
    assert len(told.refused) == 1


async def test_what_a_reader_said_before_they_were_rotated_out_is_no_fault_when_it_is_told_again(
    school: School,
) -> None:
    """The same statement comes at each session, and weekly from the first notice on."""
    await school.knows_the_office()
    await school.harness.press("201").kept
    old = school.office.opened(school.reader, await school.newest())
    assert (await school.says(opened=(old,))).refused == ()
    opened = dict(school.harness.engine.board.district.opened)
    await school.says(notices=(school.office.recipients(2, Reader("Office 2027")),))
    told = await school.says(opened=(old,))
    assert (told.refused, told.again) == ((), "")
    await school.harness.press("202").kept
    newer = school.office.opened(school.reader, await school.newest())
    told = await school.says(opened=(newer,))
    assert (len(told.refused), told.early) == (1, ()), "what they say from now on opens nothing"
    assert school.harness.engine.board.district.opened == opened


async def test_what_comes_before_the_notices_is_early_and_under_another_key_afterwards_is_not(school: School) -> None:
    await school.believes()
    entry = await school.newest()
    stranger = replace(school.office, server=Ed25519PrivateKey.generate())
    told = await school.says(receipts=(stranger.receipt(entry),), opened=(school.office.opened(school.reader, entry),))
    assert (len(told.early), told.early, told.again) == (2, told.refused, "keys")
    await school.says(notices=(school.office.receipt_keys(), school.office.recipients(1, school.reader)))
    told = await school.says(receipts=(stranger.receipt(entry),))
    assert (len(told.refused), told.early) == (1, ())


async def test_a_revoked_box_is_told_so(school: School) -> None:
    await school.knows_the_office()
    body = (RevokedBox(school.office.box, 3, "stolen"), RevokedBox(b"another box here", 1, "lost"))
    await school.says(notices=(school.office.notice(NoticeType.REVOKED, 1, body),))
    assert school.harness.keeper.trust.revoked_above == 3


async def test_what_was_taken_is_in_the_record_and_holds_again_from_it(school: School) -> None:
    await school.knows_the_office()
    await school.harness.press("201").kept
    await school.says(opened=(school.office.opened(school.reader, await school.newest()),))
    kinds = {type(event) for _, _, event in await recorded_since(school, 0)}
    assert {NoticeTaken, StreamOpened} <= kinds
    keeper = school.harness.keeper
    keeper.trust = replace(keeper.trust, root=b"", receipt_keys=frozenset(), recipients=())
    assert keeper.take_up() == 1
    assert keeper.trust.recipients == (school.reader.opening.public,)


async def test_the_lines_state_is_shown_as_the_uplinks_word_and_without_what_a_terminal_obeys(school: School) -> None:
    await school.believes()
    line = LineState(
        reachable=False,
        for_ms=5_000,
        why="no route\x1b[2J" + "x" * 600,
        sent=2,
        head_state="ok",
        certificate_until_ms=7,
    )
    await school.says(line=line)
    async with school.harness.console(None) as console:
        board = await console.board(lambda board: board.district is not None and board.district.reachable is False)
    assert board.district is not None
    assert "\x1b" not in board.district.why
    assert len(board.district.why) <= 500
    assert board.district.certificate_until_ms == 7


async def test_what_to_do_about_the_line_is_told_to_its_end(school: School) -> None:
    """The sentence was once cut after 200 characters, in the middle of a word, and what to do comes last in it."""
    await school.believes()
    why = (
        "The district has entries 12041 to 12077 of this box that are not in its record: the box was put back to an earlier state, "
        "or there are two of it. Both histories are kept; tell the safety office."
    )
    await school.says(line=LineState(reachable=False, for_ms=5_000, why=why))
    async with school.harness.console(None) as console:
        board = await console.board(lambda board: board.district is not None and board.district.reachable is False)
    assert board.district is not None
    assert board.district.why == why


async def test_whom_to_believe_is_changed_only_by_name_of_both(school: School) -> None:
    await school.knows_the_office()
    assert (await school.says(receipts=(school.office.receipt(await school.newest()),))).countersigned > 0
    other = Office(school.office.building, school.office.box)
    assert "Two districts" in await school.believes(other)
    assert "Two districts" in await school.believes(other, instead_of="ab" * 32)
    assert school.harness.keeper.trust.recipients
    assert await school.believes(other, instead_of=school.office.fingerprint.hex()) == ""
    assert not school.harness.keeper.trust.recipients
    assert not school.harness.engine.board.district.notices
    assert root_file.read(school.harness.folder / "keys") == other.fingerprint
    old = await school.entry(2)
    told = await school.says(notices=(other.receipt_keys(),), receipts=(other.receipt(old),))
    assert (told.countersigned, told.refused) == (2, ()), "the new district's own receipts count from its first on"


async def test_an_administrator_says_at_the_box_whom_to_believe(school: School) -> None:
    spelt = " ".join(school.office.fingerprint.hex()[at : at + 4] for at in range(0, 64, 4))
    async with DeskClient.connect(school.harness.socket, None, "trust") as line:
        assert not (await line.ask(BelieveOffice(request=0, fingerprint="abc"))).ok
        assert (await line.ask(BelieveOffice(request=0, fingerprint=spelt))).ok
    assert school.harness.keeper.trust.root == school.office.fingerprint


async def test_too_much_at_once_ends_that_line_alone_and_is_trouble_once(school: School) -> None:
    flood = tuple(school.office.receipt_keys(version) for version in range(300))
    async with FeedClient.connect(school.socket) as other:
        with pytest.raises(LineLost, match="300 statements"):
            await other.hand_in(HandIn(request=0, notices=flood))
    await school.trouble("sealed-feed-misused")
    assert (await school.says()).countersigned == 0


async def test_statements_beyond_the_pace_wait_and_presses_do_not(school: School) -> None:
    await school.knows_the_office()
    entry = await school.newest()
    many = (school.office.receipt(entry),) * 250
    handing = [asyncio.ensure_future(school.says(receipts=many)) for _ in range(2)]  # noqa: TID251
    await asyncio.sleep(0)
    await school.harness.press("201").kept
    assert not all(each.done() for each in handing), "the press did not wait for the statements"
    for each in handing:
        each.cancel()
    await asyncio.gather(*handing, return_exceptions=True)


async def recorded_since(school: School, after: int) -> list[tuple[int, object, object]]:
    _, told = await school.harness.queries.feed(after, 500)
    return [(number, at, event) for number, at, event in told]


def test_a_statement_made_for_one_purpose_serves_no_other(tmp_path: object) -> None:
    office = Office(b"b" * 16, b"x" * 16)
    notice = office.receipt_keys()
    with pytest.raises(ValueError, match="another statement"):
        Countersigned.unpack(notice.statement)
    with pytest.raises(ValueError, match="no notice"):
        Notice.unpack(b"handbell opened v1".ljust(32, b"\0") + notice.statement[32:])


async def test_of_two_offices_named_at_once_one_is_believed_and_the_other_refused(school: School) -> None:
    other = replace(school.office, root=Ed25519PrivateKey.generate())
    why_not = await asyncio.gather(school.believes(), school.believes(other))
    assert why_not[0] == ""
    assert "believes the safety office" in why_not[1]
    assert school.harness.keeper.trust.root == school.office.fingerprint


async def test_it_is_told_what_is_worth_handing_in_again(school: School) -> None:
    await school.knows_the_office()
    entry, stranger = await school.newest(), Reader("rotated out")
    told = await school.says(opened=(school.office.opened(stranger, entry),))
    assert (len(told.refused), told.again) == (1, "keys")
    told = await school.says(opened=(school.office.opened(school.reader, entry, building=bytes(16)),))
    assert (len(told.refused), told.again) == (1, "")
