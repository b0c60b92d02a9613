"""Tests a printed receipt: narrow enough for its printer, whole, and plain about what it does not prove."""

from datetime import UTC, timedelta, timezone

import msgspec
import pytest

from appliance.plan.supports import NoRepercussions
from appliance.receipt import printed
from appliance.receipt.paper import pack, unpack
from appliance.supports.statement import both_languages
from tests.appliance.receipt.taken import taken

PAPER = taken().paper


@pytest.mark.parametrize("width", [42, 80])
def test_it_fits_a_receipt_printer_and_a_screen(width: int) -> None:
    paper = msgspec.structs.replace(
        PAPER, building="Saint Bartholomew-on-the-Hill Consolidated Elementary and Middle School, North Campus"
    )
    lines = printed.lines(paper, width=width, zone=UTC)
    assert max(map(len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)


def test_everything_a_receipt_owes_stands_on_it() -> None:
    said = " ".join("\n".join(printed.lines(PAPER, zone=UTC)).split())
    digits = said.replace(" ", "")
    for owed in (PAPER.salt, PAPER.digest, PAPER.head_digest, PAPER.signature, PAPER.device_key):
        assert owed in digits
    for owed in (
        "Cedar Creek Elementary",
        "Record 12",
        f"Entry {PAPER.entry}",
        f"entry {PAPER.head_number}",
        "Identity their own PIN",
        "PIN set by R. Whitfield, office",
        "not yet countersigned",
        "WHAT IT DOES NOT PROVE",
        "handbell receipt check",
    ):
        assert owed in said


def test_the_districts_statement_stands_on_it_with_who_signed_and_is_not_taken_for_signed_bytes() -> None:
    words = NoRepercussions("Nobody suffers for a report.", "Nadie sufre por informar.", "Dana Example", "2026-08-14")
    paper = msgspec.structs.replace(PAPER, beside=both_languages(words))
    said = " ".join("\n".join(printed.lines(paper, zone=UTC)).split())
    assert (
        "NO REPERCUSSIONS Nobody suffers for a report. Signed by Dana Example on 2026-08-14. "
        "Nadie sufre por informar. Firmado por Dana Example el 2026-08-14. "
        "These are words of your district. They stand beside the receipt: its signature does not cover them."
    ) in said
    assert pack(paper) == pack(PAPER), "receipts given before and after are checked in the same way"


def test_without_a_statement_it_says_that_nobody_signed_one() -> None:
    said = " ".join("\n".join(printed.lines(msgspec.structs.replace(PAPER, beside=both_languages(None)))).split())
    assert "NO REPERCUSSIONS Not signed yet: nobody at the district has signed" in said
    assert "Sin firmar todavía" in said


def test_one_that_was_read_from_its_code_claims_nothing_of_the_statement() -> None:
    assert "NO REPERCUSSIONS" not in printed.lines(unpack(pack(PAPER)), zone=UTC)


def test_without_a_pin_it_says_that_none_was_used() -> None:
    paper = msgspec.structs.replace(PAPER, identity="not shown", pin_set_by="")
    assert "PIN set by  nobody: no PIN was used" in printed.lines(paper, zone=UTC)


def test_once_countersigned_it_says_by_whom_and_no_longer_what_is_missing() -> None:
    paper = msgspec.structs.replace(PAPER, countersigned="by the district, 2026-11-25")
    said = " ".join("\n".join(printed.lines(paper, zone=UTC)).split())
    assert "by the district, 2026-11-25" in said
    assert "not yet countersigned" not in said


def test_a_time_is_told_with_its_distance_from_utc() -> None:
    assert printed.when(1_795_500_000_000, timezone(timedelta(hours=-7))) == "2026-11-23 23:00:00 UTC-0700"


def test_nothing_in_a_text_can_reach_the_printer_but_letters() -> None:
    paper = msgspec.structs.replace(PAPER, building="Cedar\x1b[2J Creek\x07")
    assert all(line.isprintable() for line in printed.lines(paper, zone=UTC))
