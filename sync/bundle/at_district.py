"""At the district: what is on a stick deposited in its box's name, receipt and notices written back onto it. Opens nothing."""

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
    """Of this box nothing, or nothing more, was deposited; `str()` says why and what to do."""


@dataclass(slots=True)
class Delivered:
    """How far the district has this box now, and what a person should know about it. `aside`: what came is another history than
    that, and is kept beside it. `receipt` is the newest given for this stick; `is_countersigned` where there is one on it. `unwritten`:
    why the district's answer is not on the stick, or not all of it.
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
    """What to do where the answer is not on the stick; empty where it is."""
    if not delivered.unwritten:
        return ""
    return (
        f"The district's answer could not be written onto the stick ({delivered.unwritten}). Take away its write protection, or make room "
        "on it, and import it once more: what was taken is not taken twice."
    )


def _answer(folder: BoxFolder, delivered: Delivered, notices: Notices | None = None) -> None:
    """Onto the stick, also where something was refused: the box learns from it where to go on. Where it cannot be written, what was
    deposited stays deposited.
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


async def _deposit_all(folder: BoxFolder, line: DistrictLine, delivered: Delivered) -> None:
    """Every file goes whole, also what the district has by its numbers: of a box that was put back those are other entries, which
    only the server can tell. What it has it takes once.
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
    delivered.says = delivered.says or refused.says  # the first file that is apart says where they part
    delivered.aside = refused.code == "fork"
    if refused.head is not None:
        delivered.now = refused.head.number


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
