"""Tests that a receipt is proven by the record it was taken from, and by no other: whatever was changed afterwards refutes it."""

from copy import replace

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from appliance.receipt.check import Finding, Outcome, verdict
from appliance.receipt.paper import statement
from tests.appliance.receipt.taken import taken

pytestmark = pytest.mark.slow


TAKEN = taken()
PAPER, ROWS = TAKEN.paper, list(TAKEN.rows)
ANY_BYTE = st.integers(min_value=0, max_value=10_000)
ANY_CHANGE = st.integers(1, 255)


def said(findings: list[Finding]) -> str:
    return " ".join(each.says for each in findings if each.outcome is not Outcome.PROVES)


def test_the_record_it_was_taken_from_proves_it_years_and_entries_later() -> None:
    assert PAPER.entry < PAPER.head_number < ROWS[-1][0]
    findings = TAKEN.check()
    assert verdict(findings) is Outcome.PROVES
    assert len(findings) == 4 and said(findings) == ""


def test_the_record_is_needed_only_from_the_entry_to_the_head() -> None:
    part = [row for row in ROWS if PAPER.entry <= row[0] <= PAPER.head_number]
    assert verdict(TAKEN.check(rows=part)) is Outcome.PROVES


@given(ANY_BYTE, ANY_CHANGE)
def test_one_byte_of_the_account_refutes_it_and_the_record_is_named(at: int, by: int) -> None:
    findings = TAKEN.check(rows=TAKEN.changed(PAPER.entry, at, by))
    assert verdict(findings) is Outcome.REFUTES
    assert f"Entry {PAPER.entry} is not what it was when the receipt was given: the record was changed" in said(
        findings
    )


@given(st.integers(PAPER.entry + 1, PAPER.head_number), ANY_BYTE, ANY_CHANGE)
def test_one_byte_of_any_entry_up_to_the_head_refutes_it(number: int, at: int, by: int) -> None:
    assert verdict(TAKEN.check(rows=TAKEN.changed(number, at, by))) is Outcome.REFUTES


@pytest.mark.parametrize("name", ["salt", "digest", "head_digest", "head_statement", "device_key", "signature"])
@given(at=ANY_BYTE, by=ANY_CHANGE)
def test_one_byte_of_salt_head_or_signature_refutes_it(name: str, at: int, by: int) -> None:
    raw = bytearray.fromhex(getattr(PAPER, name))
    raw[at % len(raw)] ^= by
    assert verdict(TAKEN.check(msgspec.structs.replace(PAPER, **{name: raw.hex()}))) is Outcome.REFUTES


@pytest.mark.parametrize(
    "change",
    [{"identity": "a passport"}, {"pin_set_by": "nobody"}, {"countersigned": "by the district"}, {"wall_ms": 0}],
)
def test_no_word_on_it_can_be_changed(change: dict[str, object]) -> None:
    findings = TAKEN.check(msgspec.structs.replace(PAPER, **change))
    assert verdict(findings) is Outcome.REFUTES
    assert "something on it was changed" in said(findings)


@pytest.mark.parametrize("gone", range(PAPER.entry, PAPER.head_number + 1))
def test_an_entry_that_was_taken_out_refutes_it(gone: int) -> None:
    rows = [row for row in ROWS if row[0] != gone]
    assert verdict(TAKEN.check(rows=rows)) is Outcome.REFUTES


def test_an_end_that_was_cut_off_refutes_it_on_the_box_and_leaves_it_open_in_an_older_export() -> None:
    for last in (PAPER.entry - 1, PAPER.head_number - 1):
        rows = [row for row in ROWS if row[0] <= last]
        box = TAKEN.check(rows=rows, source=replace(TAKEN.source, current=True))
        assert verdict(box) is Outcome.REFUTES
        assert "is not in the record: the record was changed since" in said(box)
        export = TAKEN.check(rows=rows)
        assert verdict(export) is Outcome.CANNOT_TELL
        assert f"ends at entry {last}" in said(export) and "Ask for a newer one" in said(export)


def test_an_empty_record_proves_nothing() -> None:
    assert verdict(TAKEN.check(rows=[])) is Outcome.CANNOT_TELL
    assert verdict(TAKEN.check(rows=[], source=replace(TAKEN.source, current=True))) is Outcome.REFUTES


def test_a_record_begun_anew_after_the_entry_leaves_it_open() -> None:
    findings = TAKEN.check(rows=[row for row in ROWS if row[0] > PAPER.entry])
    assert verdict(findings) is Outcome.CANNOT_TELL
    assert "set aside" in said(findings)


def test_the_record_of_another_building_or_box_leaves_it_open() -> None:
    building = TAKEN.check(source=replace(TAKEN.source, building=bytes(16)))
    assert verdict(building) is Outcome.CANNOT_TELL and "another building" in said(building)
    box = TAKEN.check(source=replace(TAKEN.source, device_key=bytes(32)))
    assert verdict(box) is Outcome.CANNOT_TELL and "Another box" in said(box)
    unsigned = TAKEN.check(source=replace(TAKEN.source, signed=False))
    assert verdict(unsigned) is Outcome.CANNOT_TELL and "own signature does not hold" in said(unsigned)


def test_a_receipt_somebody_made_up_with_a_key_of_their_own_proves_nothing() -> None:
    key = Ed25519PrivateKey.generate()
    forged = msgspec.structs.replace(
        PAPER, identity="a passport", device_key=key.public_key().public_bytes_raw().hex(), signature=""
    )
    forged = msgspec.structs.replace(forged, signature=key.sign(statement(forged)).hex())
    assert verdict(TAKEN.check(forged)) is Outcome.CANNOT_TELL


def test_where_the_receipt_is_not_genuine_the_record_is_not_blamed() -> None:
    findings = TAKEN.check(msgspec.structs.replace(PAPER, salt="00" * 16))
    assert "the record or the receipt was changed since" in said(findings)
