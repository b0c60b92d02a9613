"""Tests a reporter's paper against what the office was given: it proves, it refutes, and it exposes a server that holds something back."""

import pytest
from msgspec.structs import replace

from appliance.api.records.messages import Paper
from appliance.envelope.format import entry_digest, head_statement, split
from appliance.plan.ids import IncidentId
from appliance.receipt import paper as papers
from appliance.receipt.check import Outcome, verdict
from sync.office import receipts
from tests.appliance.logbook.box import Box
from tests.sync.office.building import Desk, given, says

SALT = b"s" * papers.SALT_LEN


async def paper_for(box: Box, number: int) -> Paper:
    """Make the paper as the box prints it for entry `number`, with its newest head."""
    rows = dict(await box.logbook.reader.after(0, 1000))
    head = max(rows)
    epoch = split(rows[head]).header.epoch
    statement = head_statement(box.vault.building, box.vault.box, epoch, head, entry_digest(rows[head]))
    unsigned = Paper(
        building="Cedar Creek",
        box="1",
        incident=IncidentId("i-1"),
        number=1,
        entry=number,
        wall_ms=box.wall_ms,
        salt=SALT.hex(),
        digest=papers.digest(SALT, rows[number]).hex(),
        head_number=head,
        head_digest=entry_digest(rows[head]).hex(),
        head_statement=statement.hex(),
        device_key=box.vault.device_public.hex(),
        signature="",
        identity="by their PIN",
        pin_set_by="",
        countersigned="not yet countersigned",
    )
    signature = box.vault.sign(papers.statement(unsigned))
    return Paper(
        **{name: getattr(unsigned, name) for name in unsigned.__struct_fields__} | {"signature": signature.hex()}
    )


async def test_a_receipt_is_proven_by_what_was_collected(desk: Desk) -> None:
    desk.takes(await given(desk.box, desk.signer))
    assert verdict(receipts.check(desk.store, await paper_for(desk.box, 5))) is Outcome.PROVES


async def test_a_receipt_refutes_an_entry_that_was_changed_since(desk: Desk) -> None:
    paper = await paper_for(desk.box, 9)
    edited = await given(desk.box, desk.signer)
    edited.change(9, lambda entry: entry[:-1] + bytes((entry[-1] ^ 1,)))
    desk.takes(edited)
    assert verdict(receipts.check(desk.store, paper)) is Outcome.REFUTES


async def test_a_receipt_for_what_the_district_never_gave_exposes_it(desk: Desk) -> None:
    paper = await paper_for(desk.box, 9)
    short = await given(desk.box, desk.signer)
    short.entries = short.entries[:6]
    short.receipts = [desk.signer.receipt(short.entries[-1].entry)]
    desk.takes(short)
    assert desk.doubts() == []
    assert verdict(receipts.check(desk.store, paper)) is Outcome.CANNOT_TELL
    assert says(desk.doubts(), "WITHHELD", f"up to entry {paper.head_number}")


@pytest.mark.parametrize("number", [2**63, 2**64 - 1, 0, -1])
async def test_a_receipt_with_a_number_nothing_counts_to_is_named_and_stops_nothing(desk: Desk, number: int) -> None:
    desk.takes(await given(desk.box, desk.signer))
    paper = await paper_for(desk.box, 5)
    for false in (replace(paper, entry=number), replace(paper, head_number=number)):
        with pytest.raises(receipts.NotHere, match="an impossible entry number"):
            receipts.check(desk.store, false)
