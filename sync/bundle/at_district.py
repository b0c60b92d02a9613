"""Does the district's side of a stick: deposits what is on it in the name of its box, and writes receipt and notices back onto it. Opens
nothing.
"""

from dataclasses import dataclass

from msgspec.structs import replace

from appliance.command_line import reason
from appliance.envelope.deposit import Deposited, HeadTold, Notices, Refused, Signed
from appliance.envelope.format import FormatError, entry_digest, read_head_statement, split
from sync.bundle.parcel import Damaged
from sync.bundle.stick import BoxFolder
from sync.protocol import ENROLMENT
from sync.transport.checking import covers, is_signed
from sync.transport.line import DistrictLine, Refusal

KEPT_UNSIGNED = {"fork", "superseded"}


class CannotBeTaken(Exception):
    """Nothing, or nothing more, of this box was deposited; `str()` says why and what to do."""


@dataclass(slots=True)
class Delivered:
    """How far the district has this box now, and what a person should know about it. `aside`: the stick brought another history than that,
    and the district keeps it beside. `receipt` is the newest one given for this stick; `is_countersigned` says whether one is on it.
    `unwritten`: why the district's answer is not on the stick, or not all of it.
    """

    box: bytes
    before: int
    now: int
    says: str = ""
    aside: bool = False
    receipt: Signed | None = None
    is_countersigned: bool = False
    unwritten: str = ""


async def deliver(folder: BoxFolder, line: DistrictLine) -> Delivered:
    """Deposit what is on the stick, and write its answers back. Raises CannotBeTaken, Damaged, Unreachable, OSError."""
    signed, building, number, digest = _head(folder)
    not_enrolled = await _enrol(folder, line)
    told = _told(await line.stick_head(signed), not_enrolled)
    _check_chain(folder, number, digest)
    mine = line.for_stick_of(building, folder.box)
    delivered = Delivered(folder.box, told.number, told.number)
    try:
        await _deposit_all(folder, mine, delivered)
    except (CannotBeTaken, Damaged) as refused:
        _answer(folder, delivered)
        taken = f" Entries up to {delivered.now} were taken." if delivered.now > delivered.before else ""
        raise CannotBeTaken(f"{refused}{taken} {unwritten_words(delivered)}".rstrip()) from refused
    except BaseException:
        _answer(folder, delivered)
        raise
    _answer(folder, delivered)
    notices = await mine.notices(after=0, wait_s=0)
    if not isinstance(notices, Refusal):
        _answer(folder, delivered, notices)
    delivered.is_countersigned = not delivered.says and not delivered.unwritten and folder.receipt() is not None
    return delivered


def unwritten_words(delivered: Delivered) -> str:
    """Say what to do where the answer is not on the stick; empty where it is."""
    if not delivered.unwritten:
        return ""
    return (
        f"The district's answer could not be written onto the stick ({delivered.unwritten}). Take away its write protection, or make room "
        "on it, and import it once more: what was taken is not taken twice."
    )


def _answer(folder: BoxFolder, delivered: Delivered, notices: Notices | None = None) -> None:
    """Write the district's answer onto the stick, even where something was refused: it tells the box where to go on. Where the stick cannot
    be written, the deposits still count.
    """
    try:
        folder.keep_reached(delivered.now)
        if delivered.receipt is not None:
            folder.keep_receipt(delivered.receipt)
        if notices is not None:
            folder.keep_notices(notices)
    except OSError as wrong:
        delivered.unwritten = reason(wrong)


async def _enrol(folder: BoxFolder, line: DistrictLine) -> str:
    """Enrol the box if it asks for it. Give the reason where that fails. A token serves once, so the second time the box is enrolled
    already.
    """
    asked = folder.enrolment()
    if asked is None:
        return ""
    answer = await line.certificate(ENROLMENT, asked)
    return f"Nor is it enrolled: {answer.refused.says}" if isinstance(answer, Refusal) else ""


def _told(answer: HeadTold | Refusal, not_enrolled: str) -> HeadTold:
    """Give the district's word about this box. A box that another has replaced still brings its entries, and they are kept. Raises
    CannotBeTaken for a box that may not deposit.
    """
    if isinstance(answer, HeadTold):
        return answer
    refused = answer.refused
    if refused.code == "superseded" and refused.head is not None:
        return replace(refused.head, state="superseded")
    # a box that is enrolled gets this too, because its token served once: then it says nothing new
    also = not_enrolled if refused.code == "not-yours" else ""
    raise CannotBeTaken(f"The district does not take this stick: {refused.says} {also}".rstrip())


async def _deposit_all(folder: BoxFolder, line: DistrictLine, delivered: Delivered) -> None:
    """Deposit every file whole, even where the district has these numbers: a box that was put back has other entries there, and only the
    server can tell. An entry that the district has already is not taken twice.
    """
    oldest = folder.oldest()
    for file in folder.deposits():
        deposit = file.read()
        lost_before = file.first == oldest and file.first > delivered.before + 1
        answer = await line.deposit(deposit, lost_before=lost_before)
        if isinstance(answer, Deposited):
            if not covers(answer.receipt, deposit.entries[-1]):
                raise CannotBeTaken("The district answered without a signed receipt for what was sent.")
            delivered.receipt, delivered.now = answer.receipt, answer.head.number
        elif answer.refused.code in KEPT_UNSIGNED:
            _is_kept(answer.refused, delivered)
        else:
            again = " Export it again at the box, which begins there." if answer.refused.code == "out-of-order" else ""
            raise CannotBeTaken(
                f"The district refuses entries {file.first} to {file.last}: {answer.refused.says}{again}"
            )


def _is_kept(refused: Refused, delivered: Delivered) -> None:
    delivered.says = delivered.says or refused.says  # the first file that does not fit says where the histories part
    delivered.aside = refused.code == "fork"
    if refused.head is not None:
        delivered.now = refused.head.number


def _head(folder: BoxFolder) -> tuple[Signed, bytes, int, bytes]:
    """Give the head on the stick, its building, number and digest. Raises CannotBeTaken, Damaged."""
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
    """Check that every entry follows on the one before it and, where the stick had room for all, that the last one is the signed head's.
    Raises CannotBeTaken, Damaged.
    """
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
