"""Tests a district's server that lies: everything it can do with what a box sealed is noticed and named, and opens nothing for it."""

import os
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.district.events import ReceiptTaken, StreamOpened
from appliance.envelope.deposit import StoredEntry, Wrap
from appliance.envelope.format import HEADER_LEN, entry_digest, join, split
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.opening import OpenError, open_key_entry
from appliance.envelope.statements import EVERY_BUILDING, NoticeType
from appliance.logbook.epoch import start_entry
from appliance.logbook.start import open_logbook
from appliance.vault.vault import Vault
from sync.office import beginning_again, incidents, saying_opened, verifying
from sync.office.chain import IN_PLACE
from sync.office.exposing import doubts
from sync.office.keyring import OfficeKey, new_key
from sync.office.opening import Opener
from sync.office.pages import take_page
from sync.office.store import Store
from sync.protocol import WRAPS_OF_KEY_MAX, Buildings, Damaged, Forks
from tests.appliance.logbook.box import Box, box_at, call, stand_down
from tests.sync.office.building import NOW_MS, Desk, given, public_of, ring, says, unrelated_signer
from tests.sync.office.conftest import seal_for

pytestmark = pytest.mark.slow


async def test_what_is_honest_is_taken_without_a_doubt_and_taken_twice_changes_nothing(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    assert desk.doubts() == []
    assert desk.numbers() == [1, 2]
    assert desk.numbers(only_open=True) == [2]
    desk.takes(honest)
    assert desk.doubts() == []
    assert desk.numbers() == [1, 2]


async def test_entries_in_any_order_come_to_the_same(desk: Desk) -> None:
    shuffled = await given(desk.box, desk.signer)
    shuffled.entries.reverse()
    desk.takes(shuffled)
    assert desk.doubts() == []
    assert desk.numbers() == [1, 2]


async def test_one_entry_left_out_is_named(desk: Desk) -> None:
    short = await given(desk.box, desk.signer)
    last = short.entries[-1].number
    del short.entries[4]
    desk.takes(short, listed=last)
    assert says(desk.doubts(), "WITHHELD", f"entries 5 to {last}")


async def test_the_newest_entries_left_out_are_named_by_the_receipt_the_server_signed(desk: Desk) -> None:
    short = await given(desk.box, desk.signer)
    last = short.entries[-1].number
    del short.entries[-2:]
    desk.takes(short)
    assert says(desk.doubts(), "WITHHELD", "a receipt of the district", f"up to entry {last}")


async def test_a_head_older_than_what_the_building_itself_shows_is_named(desk: Desk) -> None:
    short = await given(desk.box, desk.signer)
    shown = ReceiptTaken(number=500, received_ms=1, statement=b"", key=b"", signature=b"")
    await desk.box.keep(shown)
    short = await given(desk.box, desk.signer)
    desk.takes(short)
    assert says(desk.doubts(), "WITHHELD", "the building's own record goes up to entry 500")


async def test_a_head_that_goes_back_is_named(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    desk.takes(honest, listed=3)
    assert says(desk.doubts(), "ROLLED BACK", "ends at entry 3")


@pytest.mark.parametrize("where", [HEADER_LEN + 3, HEADER_LEN + 40, 100])
async def test_one_changed_bit_is_named(desk: Desk, where: int) -> None:
    edited = await given(desk.box, desk.signer)
    edited.change(5, lambda entry: entry[:where] + bytes((entry[where] ^ 1,)) + entry[where + 1 :])
    desk.takes(edited)
    found = desk.doubts()
    assert says(found, "CHAIN", "Entry 5") or says(found, "CHAIN", "Entry 6")
    assert says(found, "CONTENT", "Entry 5")


async def test_what_rotted_at_the_district_is_named_until_it_is_there_again(desk: Desk) -> None:
    building, box = desk.box.vault.building, bytes([7] * 16)
    for damaged, told in (((Damaged(building, box, 4, 9, NOW_MS),), True), ((), False)):
        with desk.store.writing():
            beginning_again.take_signs(desk.store, Buildings(()), {}, Forks((), (), damaged=damaged))
        assert says(desk.doubts(), "DAMAGED", "entries 4 to 9") is told


async def test_an_entry_cut_short_is_named(desk: Desk) -> None:
    cut = await given(desk.box, desk.signer)
    cut.change(4, lambda entry: entry[:-7])
    desk.takes(cut, listed=cut.entries[-1].number)
    assert says(desk.doubts(), "GARBLED", "entry 4")


async def test_an_old_entry_in_the_place_of_another_is_named(desk: Desk) -> None:
    replayed = await given(desk.box, desk.signer)
    old = replayed.entries[1].entry
    replayed.change(6, lambda _: old)
    desk.takes(replayed, listed=replayed.entries[-1].number)
    assert says(desk.doubts(), "ELSEWHERE", "given as entry 6 is entry 2")


async def test_an_entry_renumbered_to_fit_is_named(desk: Desk) -> None:
    moved = await given(desk.box, desk.signer)

    def renumbered(entry: bytes) -> bytes:
        taken = split(entry)
        before = moved.entries[6].entry
        header = taken.header._replace(number=8, prev_digest=entry_digest(before))
        return join(header, taken.nonce, taken.ciphertext)

    old = moved.entries[4].entry
    moved.change(8, lambda _: renumbered(old))
    desk.takes(moved)
    assert says(desk.doubts(), "CONTENT", "Entry 8")


async def test_another_buildings_entry_is_named_and_not_kept(desk: Desk, tmp_path: Path) -> None:
    async with box_at(tmp_path / "other") as other:
        await seal_for(other, *desk.keyring.keys)
        await other.keep(call(7))
        foreign = await given(other, desk.signer)
    mixed = await given(desk.box, desk.signer)
    stranger = foreign.entries[0]
    mixed.entries.append(StoredEntry(mixed.building, stranger.number, stranger.entry, NOW_MS, countersigned=True))
    mixed.wraps += foreign.wraps
    desk.takes(mixed)
    found = desk.doubts()
    assert says(found, "ELSEWHERE", "belongs to building", other.vault.building.hex())
    assert says(found, "WRAP", "belongs to building")
    assert desk.numbers() == [1, 2]


async def test_a_key_given_for_another_reader_opens_nothing_and_is_named(desk: Desk, recovery: OfficeKey) -> None:
    mixed = await given(desk.box, desk.signer)
    ours, theirs = public_of(desk.keyring.keys[0]).fingerprint, public_of(recovery).fingerprint
    swapped = [wrap for _, wrap in mixed.wraps if wrap.recipient == theirs]
    mixed.wraps = [(mixed.building, Wrap(w.number, w.stream, w.key_no, ours, w.wrap)) for w in swapped]
    desk.takes(mixed)
    assert says(desk.doubts(), "WRAP", "does not open")
    assert desk.numbers() == []


async def test_keys_exchanged_between_streams_open_nothing_and_are_named(desk: Desk) -> None:
    mixed = await given(desk.box, desk.signer)
    wraps = [wrap for _, wrap in mixed.wraps]
    turned = zip(wraps, wraps[1:] + wraps[:1], strict=True)
    mixed.wraps = [(mixed.building, Wrap(a.number, a.stream, a.key_no, a.recipient, b.wrap)) for a, b in turned]
    desk.takes(mixed)
    assert says(desk.doubts(), "WRAP")
    assert desk.numbers() == []


async def test_a_server_that_adds_itself_as_recipient_gets_nothing(desk: Desk) -> None:
    """The server has no wrap for itself, and a wrap that it makes of an invented key opens no entry."""
    honest = await given(desk.box, desk.signer)
    server = PrivateKey.generate()
    by_number = {each.number: each.entry for each in honest.entries}
    for _, wrap in honest.wraps:
        with pytest.raises(OpenError):
            open_key_entry(by_number[wrap.number], wrap.wrap, server, named=False)
    forged = [Wrap(w.number, w.stream, w.key_no, w.recipient, os.urandom(len(w.wrap))) for _, w in honest.wraps]
    honest.wraps = [(honest.building, each) for each in forged]
    desk.takes(honest)
    assert says(desk.doubts(), "WRAP", "does not open")


async def test_receipts_of_a_key_nobody_named_do_not_count(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    honest.receipts = [unrelated_signer(desk.box).receipt(honest.entries[-1].entry)]
    desk.takes(honest)
    assert says(desk.doubts(), "RECEIPT", "is countersigned; its receipts that count go up to 0")
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 0


async def test_a_receipt_for_another_entry_than_the_one_given_is_named(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    edited = bytearray(honest.entries[-1].entry)
    edited[-1] ^= 1
    honest.receipts.append(desk.signer.receipt(bytes(edited)))
    desk.takes(honest)
    assert says(desk.doubts(), "RECEIPT", "for another entry")


async def test_of_a_building_whose_newest_entries_come_next_only_receipts_not_here_yet_are_no_doubt(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    older, newest = (each.entry for each in honest.entries[-2:])
    other = bytearray(older)
    other[-1] ^= 1
    changed = replace(desk.signer.receipt(newest), signature=bytes(64))
    honest.receipts = [desk.signer.receipt(bytes(other)), changed]
    desk.takes(honest)
    left_out = set(desk.doubts()) - {str(each) for each in doubts(desk.store, NOW_MS, unfinished={honest.building})}
    assert says(left_out, f"its receipts that count go up to {honest.entries[-2].number}")
    assert len(left_out) == 1
    assert says(desk.doubts(), "RECEIPT", "for another entry")
    assert says(desk.doubts(), "RECEIPT", "was changed, or never signed")


async def test_two_histories_are_named_and_the_office_decides(desk: Desk, tmp_path: Path) -> None:
    honest = await given(desk.box, desk.signer)
    fork_at = honest.entries[-1].number + 1
    shutil.copytree(tmp_path / "box", tmp_path / "copy")
    await desk.box.keep(stand_down(2))
    honest = await given(desk.box, desk.signer)
    async with box_at(tmp_path / "copy") as copy:
        copy.logbook.seal_for([public_of(key) for key in desk.keyring.keys])
        await copy.keep(call(9))
        other = await given(copy, desk.signer)
    both = await given(desk.box, desk.signer)
    both.entries += [each for each in other.entries if each.number >= fork_at]
    both.wraps += other.wraps
    both.receipts += other.receipts
    desk.takes(both)
    assert says(desk.doubts(), "FORK", f"two histories from entry {fork_at}")
    ours = next(each for each in honest.entries if each.number == fork_at)
    decision = [(desk.box.vault.box, fork_at, entry_digest(ours.entry))]
    desk.hears(desk.signer.notice(NoticeType.FORK_DECIDED, 1, decision))
    desk.takes(both, listed=honest.entries[-1].number)
    assert not says(desk.doubts(), "FORK")
    (decided,) = desk.store.all("SELECT chained FROM entry WHERE digest = ?", entry_digest(ours.entry))
    assert decided == (IN_PLACE,)
    assert desk.numbers(only_open=True) == [9], "a call of the history that does not go on is still a call"


async def test_what_a_revoked_box_wrote_later_is_nobodys_record_and_no_fault_of_the_districts(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    last, vault = honest.entries[-1].number, desk.box.vault
    await desk.box.keep(call(8), stand_down(8))
    desk.takes(await given(desk.box, desk.signer))
    assert 8 in desk.numbers()
    await desk.box.keep(call(9), stand_down(9))
    desk.hears(desk.signer.notice(NoticeType.REVOKED, 1, [(vault.box, last, "stolen")], EVERY_BUILDING))
    later = await given(desk.box, desk.signer)
    desk.takes(later)
    verifying.verify(desk.store, desk.opener, NOW_MS)  # the office verifies after every notice
    assert desk.numbers() == [1, 2]
    assert says(desk.doubts(), "still takes what it brings", f"handbell district revoke {vault.box.hex()}")
    desk.takes(later, state="revoked")
    assert desk.doubts() == []
    a_month_later = desk.doubts(NOW_MS + 30 * 86_400_000)
    assert not says(a_month_later, "no key for") and not says(a_month_later, "nothing was heard")


async def test_a_box_that_the_district_alone_revoked_is_named(desk: Desk) -> None:
    desk.takes(await given(desk.box, desk.signer), state="revoked")
    assert says(desk.doubts(), "not by this office", "root notice revoke")


async def test_a_receipt_of_the_history_that_was_set_aside_lets_no_opened_be_said_of_the_other(
    desk: Desk, tmp_path: Path
) -> None:
    before = await given(desk.box, desk.signer)
    fork_at = before.entries[-1].number + 1
    shutil.copytree(tmp_path / "box", tmp_path / "copy")
    await desk.box.keep(stand_down(2))
    honest = await given(desk.box, desk.signer)
    async with box_at(tmp_path / "copy") as copy:
        copy.logbook.seal_for([public_of(key) for key in desk.keyring.keys])
        await copy.keep(call(9), stand_down(9))
        aside = await given(copy, desk.signer)
    desk.takes(aside)
    said = saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS)
    assert said == 2, "of the first incident and of the copy's"
    ours = next(each for each in honest.entries if each.number == fork_at)
    decision = [(desk.box.vault.box, fork_at, entry_digest(ours.entry))]
    desk.hears(desk.signer.notice(NoticeType.FORK_DECIDED, 1, decision))
    receipts, honest.receipts = honest.receipts, before.receipts
    desk.takes(honest)
    assert desk.numbers(only_open=True) == []
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 0
    honest.receipts = receipts
    desk.takes(honest)
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 1


@pytest.mark.parametrize(
    "beyond",
    [
        ReceiptTaken(number=2**63, received_ms=1, statement=b"", key=b"", signature=b""),
        StreamOpened(stream=bytes(16), number=2**64 - 1, statement=b"", key=b"", signature=b""),
        ReceiptTaken(number=-1, received_ms=1, statement=b"", key=b"", signature=b""),
    ],
)
async def test_a_box_that_names_an_entry_nothing_counts_to_is_named_and_the_rest_is_taken(
    desk: Desk, beyond: ReceiptTaken | StreamOpened
) -> None:
    await desk.box.keep(beyond)
    desk.takes(await given(desk.box, desk.signer))
    assert says(desk.doubts(), "CONTENT", "names an entry with an impossible number")
    assert desk.numbers() == [1, 2]


async def test_a_start_entry_no_device_could_have_signed_is_named_and_the_rest_is_taken(
    desk: Desk, tmp_path: Path
) -> None:
    vault = Vault.open(tmp_path / "hostile" / "keys")
    logbook, remembered = await open_logbook(tmp_path / "hostile" / "logbook", vault, wall_ms=NOW_MS)
    try:
        logbook.seal_for([public_of(key) for key in desk.keyring.keys])
        true = start_entry(vault, remembered, epoch=logbook.epoch, epoch_rank=1, plan_digest="", clock_trusted=True)
        hostile = Box(vault, logbook, remembered)
        await hostile.keep(replace(true, epoch_rank=-1), call(1))
        other = Desk(desk.store, desk.keyring, desk.signer, hostile)
        other.takes(await given(hostile, desk.signer))
    finally:
        await logbook.close()
    assert says(other.doubts(), "RUN", "no device could have signed")
    assert other.numbers() == [1]


@pytest.mark.parametrize("beyond", [2**63, 2**64 - 1, -(2**63)])
async def test_numbers_and_times_nothing_counts_to_are_named_and_the_rest_is_taken(desk: Desk, beyond: int) -> None:
    lying = await given(desk.box, desk.signer)
    first, last, wrap = lying.entries[0], lying.entries[-1], lying.wraps[0][1]
    building = lying.building
    lying.entries.append(replace(first, received_ms=beyond))
    lying.entries.append(replace(first, number=beyond))
    lying.wraps.append((building, replace(wrap, number=beyond)))
    lying.wraps.append((building, replace(wrap, key_no=beyond)))
    lying.wraps.append((bytes(16), replace(wrap, number=beyond)))
    header = split(last.entry).header
    if beyond > 0:
        renumbered = join(header._replace(number=beyond), *split(last.entry)[2:])
        lying.entries.append(replace(last, number=beyond, entry=renumbered))
        lying.receipts.append(desk.signer.receipt(renumbered))
    desk.takes(lying, listed=beyond, seen_ms=beyond)
    found = desk.doubts()
    assert says(found, "GARBLED", "an impossible number or time")
    assert says(found, "WRAP", "an impossible number")
    assert says(found, "RECEIPT", "an impossible number") == (beyond > 0)
    assert desk.numbers() == [1, 2]


async def test_a_building_nobody_heard_of_for_days_is_named(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    desk.takes(honest)
    assert says(desk.doubts(NOW_MS + 5 * 86_400_000), "SILENT", "Cedar Creek")


async def test_opened_is_said_of_what_is_over_and_whole_and_of_nothing_else(desk: Desk) -> None:
    honest = await given(desk.box, desk.signer)
    lost = honest.entries.pop(6)
    desk.takes(honest, listed=honest.entries[-1].number)
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 0
    honest.entries.append(lost)
    desk.takes(honest, listed=max(each.number for each in honest.entries))
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 1
    verifying.verify(desk.store, desk.opener, NOW_MS)
    assert saying_opened.sign(desk.store, desk.keyring, honest.building, NOW_MS) == 0
    assert says(desk.doubts(NOW_MS + 15 * 86_400_000), "OVERDUE", "1 incidents")


async def test_after_another_word_on_it_opened_is_said_again(desk: Desk) -> None:
    desk.takes(await given(desk.box, desk.signer))
    assert saying_opened.sign(desk.store, desk.keyring, desk.box.vault.building, NOW_MS) == 1
    desk.keyring.keys = (*desk.keyring.keys, new_key("2027", NOW_MS))
    saying_opened.owe_again(desk.store)
    assert saying_opened.sign(desk.store, desk.keyring, desk.box.vault.building, NOW_MS) == 1


async def test_the_recovery_recipient_opens_everything_by_itself(
    desk: Desk, recovery: OfficeKey, tmp_path: Path
) -> None:
    keyring = ring(tmp_path, *desk.keyring.keys)
    keyring.keys = (recovery,)
    with Store.open(tmp_path / "recovered.db", keyring) as store:
        recovered = Desk(store, keyring, desk.signer, desk.box)
        recovered.believes_receipts()
        recovered.takes(await given(desk.box, desk.signer))
        assert recovered.numbers() == [1, 2]
        assert recovered.doubts() == []


@pytest.mark.parametrize("key_entry_first", [True, False])
@pytest.mark.parametrize("wrong", [1, 40])
async def test_a_wrong_key_never_takes_the_place_of_the_true_one(desk: Desk, wrong: int, key_entry_first: bool) -> None:
    """It holds whether the wrong key is tried before the true one comes, or waits for its key entry beside it."""
    honest = await given(desk.box, desk.signer)
    building, true = honest.building, list(honest.wraps)
    lies = [
        (building, replace(each, wrap=each.wrap[:-2] + number.to_bytes(2)))
        for number in range(wrong)
        for _, each in true
    ]
    entries = list(honest.entries)
    honest.entries, honest.wraps = entries if key_entry_first else [], lies
    if key_entry_first:
        desk.takes(honest)
        assert desk.numbers() == []
        assert says(desk.doubts(), "WRAP", "does not open")
    else:
        with desk.store.writing():
            take_page(desk.store, desk.opener, building, honest.page(), NOW_MS)
    honest.entries, honest.wraps = entries, true
    desk.takes(honest)
    has_room = key_entry_first or wrong < WRAPS_OF_KEY_MAX
    assert desk.numbers() == [1, 2]
    assert has_room or says(desk.doubts(), "WRAP", f"more than {WRAPS_OF_KEY_MAX} keys")
    assert desk.store.one(
        "SELECT count(*) FROM (SELECT 1 FROM wrap GROUP BY number, recipient HAVING count(*) > 32)"
    ) == (0,)


@pytest.mark.parametrize("wrong", [1, WRAPS_OF_KEY_MAX, 3 * WRAPS_OF_KEY_MAX + 1])
@pytest.mark.parametrize("entries_first", [True, False])
async def test_wrong_keys_before_the_true_one_do_not_keep_it_out(desk: Desk, wrong: int, entries_first: bool) -> None:
    """The wrong keys come in one page, which is asked for once: with its entries, or after them."""
    honest = await given(desk.box, desk.signer)
    building, true = honest.building, list(honest.wraps)
    lies = [
        (building, replace(each, wrap=each.wrap[:-2] + bytes((number, number))))
        for number in range(wrong)
        for _, each in true
    ]
    if entries_first:
        honest.wraps = []
        desk.takes(honest)
    honest.wraps = [*lies, *true]
    desk.takes(honest)
    assert desk.numbers() == [1, 2]
    assert desk.store.one("SELECT count(*) FROM data_key") == (len({each.number for _, each in true}),)
    assert desk.store.all("SELECT * FROM wrap") == []


async def test_a_store_of_before_keeps_the_wraps_that_wait_in_it(desk: Desk, tmp_path: Path) -> None:
    """An older store had one wrap for each place: the one that came first."""
    whole = await given(desk.box, desk.signer)
    with Store.open(tmp_path / "before.db", desk.keyring) as store:
        store.run("DROP TABLE wrap")
        store.run(
            "CREATE TABLE wrap (building BLOB NOT NULL, stream BLOB NOT NULL, key_no INTEGER NOT NULL, number INTEGER NOT NULL,"
            " recipient BLOB NOT NULL, wrap BLOB NOT NULL, tried BLOB NOT NULL DEFAULT x'',"
            " PRIMARY KEY (building, stream, key_no, number, recipient)) STRICT, WITHOUT ROWID"
        )
        for of, each in whole.wraps:
            store.run(
                "INSERT INTO wrap (building, stream, key_no, number, recipient, wrap) VALUES (?, ?, ?, ?, ?, ?)",
                *(of, each.stream, each.key_no, each.number, each.recipient, each.wrap),
            )
        store.run("PRAGMA user_version = 2")
    with Store.open(tmp_path / "before.db", desk.keyring) as store:
        whole.wraps = []
        with store.writing():
            take_page(store, Opener(store, desk.keyring), whole.building, whole.page(), NOW_MS)
        assert sorted(each.incident.number for each in incidents.listed(store)) == [1, 2]
