"""At the district: what is on a stick deposited in its box's name, receipt and notices written back onto it. Opens nothing."""

from dataclasses import dataclass

from msgspec.structs import replace

from appliance.envelope.deposit import Deposit, Deposited, HeadTold, Signed
from appliance.envelope.format import FormatError, entry_digest, read_head_statement, split
from sync.bundle.parcel import Damaged
from sync.bundle.stick import BoxFolder
from sync.protocol import ENROLMENT
from sync.transport.checking import countersigns, is_signed
from sync.transport.line import DistrictLine, Refusal

KEPT_UNSIGNED = {"fork", "superseded"}


class CannotBeTaken(Exception):
    """Of this box nothing, or nothing more, was deposited; `str()` says why and what to do."""


@dataclass(slots=True)
class Delivered:
    """How far the district has this box now, and what a person should know about it."""

    box: bytes
    before: int
    now: int
    says: str = ""
    receipt: bool = False


async def deliver(folder: BoxFolder, line: DistrictLine) -> Delivered:
    """Deposit what the district has not, and write its answers back. Raises CannotBeTaken, Damaged, Unreachable, OSError."""
    signed, building, number, digest = _head(folder)
    not_enrolled = await _enrol(folder, line)
    told = _told(await line.stick_head(signed), not_enrolled)
    _check_chain(folder, number, digest)
    mine = line.for_stick_of(building, folder.box)
    delivered = Delivered(folder.box, told.number, told.number)
    receipt = await _deposit_all(folder, mine, told, delivered)
    if receipt is not None:
        folder.keep_receipt(receipt)
    delivered.receipt = not delivered.says and folder.receipt() is not None
    notices = await mine.notices(after=0, wait_s=0)
    if not isinstance(notices, Refusal):
        folder.keep_notices(notices)
    return delivered


async def _enrol(folder: BoxFolder, line: DistrictLine) -> str:
    """Have a box taken in that asks for it; why not, where not. A token serves once: the second time the box is in already."""
    asked = folder.enrolment()
    if asked is None:
        return ""
    answer = await line.certificate(ENROLMENT, asked)
    return f"Nor is it enrolled: {answer.refused.says}" if isinstance(answer, Refusal) else ""


def _told(answer: HeadTold | Refusal, not_enrolled: str) -> HeadTold:
    """A box whose place another has taken still brings what it has: it is kept. Raises CannotBeTaken for one that may not."""
    if isinstance(answer, HeadTold):
        return answer
    refused = answer.refused
    if refused.code == "superseded" and refused.head is not None:
        return replace(refused.head, state="superseded")
    also = not_enrolled if refused.code == "not-yours" else ""  # of a box that is in, it tells that a token served once
    raise CannotBeTaken(f"The district does not take this stick: {refused.says} {also}".rstrip())


async def _deposit_all(folder: BoxFolder, line: DistrictLine, told: HeadTold, delivered: Delivered) -> Signed | None:
    """The newest receipt. A file the district has whole is sent for its receipt only where nothing comes after it."""
    receipt = None
    files = folder.deposits()
    for file in files:
        if file.last < told.number or (file.last == told.number and file is not files[-1]):
            continue
        deposit = _above(file.read(), min(told.number, file.last - 1))
        answer = await line.deposit(deposit)
        if isinstance(answer, Deposited):
            if countersigns(answer.receipt, deposit.entries[-1]) is None:
                raise CannotBeTaken("The district answered without a signed receipt for what was sent.")
            receipt = answer.receipt
        elif answer.refused.code in KEPT_UNSIGNED:
            delivered.says = answer.refused.says
        else:
            raise CannotBeTaken(f"The district refuses entries {file.first} to {file.last}: {answer.refused.says}")
        delivered.now = file.last
    return receipt


def _head(folder: BoxFolder) -> tuple[Signed, bytes, int, bytes]:
    """The head on the stick, its building, number and digest. Raises CannotBeTaken, Damaged."""
    signed = folder.head()
    try:
        building, box, _, number, digest = read_head_statement(signed.statement if signed is not None else b"")
    except FormatError as wrong:
        raise CannotBeTaken("There is no signed head on this stick. Export it again at the box.") from wrong
    assert signed is not None
    if box != folder.box or not is_signed(signed):
        raise CannotBeTaken("The head on this stick is another box's, or signed by nobody. Export it again at the box.")
    return signed, building, number, digest


def _check_chain(folder: BoxFolder, number: int, digest: bytes) -> None:
    """Every entry hangs on the next, and the last on the signed head, where the stick had room for all. Raises CannotBeTaken, Damaged."""
    before: tuple[int, bytes] | None = None
    for file in folder.deposits():
        for entry in file.read().entries:
            try:
                header = split(entry).header
            except FormatError as wrong:
                raise Damaged(f"{file.path.name}: {wrong}") from wrong
            if before is not None and (header.number, header.prev_digest) != (before[0] + 1, before[1]):
                raise CannotBeTaken(f"Entry {header.number} on this stick does not follow on the one before it.")
            before = header.number, entry_digest(entry)
    if before is not None and before[0] == number and before[1] != digest:
        raise CannotBeTaken(
            "What is on this stick does not end where the box's device signed. Export it again at the box."
        )


def _above(deposit: Deposit, number: int) -> Deposit:
    """The part of a deposit above this number."""
    entries = tuple(entry for entry in deposit.entries if split(entry).header.number > number)
    return Deposit(entries, tuple(wrap for wrap in deposit.wraps if wrap.number > number))
