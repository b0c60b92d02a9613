"""Compares a reporter's receipt with what the district gave. Needs no key; takes the device key from what the chain itself shows."""

from appliance.api.records.messages import Paper
from appliance.envelope.deposit import Signed
from appliance.envelope.format import read_head_statement
from appliance.receipt import paper as papers
from appliance.receipt.check import Check, Finding, Source
from sync.office.chain import ASIDE
from sync.office.store import NUMBER_MAX, Store
from sync.transport.checking import is_signed


class NotHere(Exception):
    """Nothing of that building was collected. `str()` says what to do."""


def check(store: Store, paper: Paper) -> list[Finding]:
    """Give the findings. A genuine receipt for entries that the district never gave is noted: it exposes who holds them back.

    Raises NotHere.
    """
    try:
        building, box, *_ = read_head_statement(bytes.fromhex(paper.head_statement))
    except ValueError as wrong:
        raise NotHere(f"The receipt contradicts itself ({wrong}): no box printed it like this.") from wrong
    if not 1 <= paper.entry <= NUMBER_MAX or not 1 <= paper.head_number <= NUMBER_MAX:
        raise NotHere("The receipt names an impossible entry number: no box printed it like this.")
    row = store.one("SELECT device_key FROM box WHERE box = ? AND building = ?", box, building)
    if row is None:
        raise NotHere(f"Nothing of box {box.hex()} of building {building.hex()} was collected: handbell office collect")
    source = Source(building=building, device_key=row[0] or b"", signed=row[0] is not None, current=False)
    checking = Check(paper, source, _signed)
    rows = store.all(
        "SELECT number, entry FROM entry WHERE box = ? AND number >= ? AND number <= ? AND chained != ? ORDER BY number",
        *(box, paper.entry, paper.head_number, ASIDE),
    )
    for number, entry in rows:
        checking.take(number, entry)
    if row[0] is not None and _head_holds(paper, row[0]):
        store.run("UPDATE box SET shown = max(shown, ?) WHERE box = ?", paper.head_number, box)
    return checking.end()


def _signed(key: bytes, statement: bytes, signature: bytes) -> bool:
    return is_signed(Signed(statement, key, signature))


def _head_holds(paper: Paper, device_key: bytes) -> bool:
    """Whether the box with this key printed the receipt, so that its head is the box's own word."""
    try:
        return paper.device_key == device_key.hex() and _signed(
            device_key, papers.statement(paper), bytes.fromhex(paper.signature)
        )
    except ValueError:
        return False
