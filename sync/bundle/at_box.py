"""Does the box's side of a stick: gives its receipts to the alert daemon, and writes onto it what no receipt covers yet. Deletes nothing
except on the stick.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from appliance.api.feed.client import FeedClient
from appliance.api.feed.messages import HandedIn, HandIn
from appliance.envelope.deposit import ENTRIES_MAX, Signed
from appliance.envelope.format import FormatError, read_head_statement
from sync.bundle.parcel import Damaged
from sync.bundle.stick import BoxFolder, DepositFile, folder_of
from sync.transport.batch import cut
from sync.transport.enrolment import enrolment_asked
from sync.transport.identity import new_key
from sync.transport.pieces import in_pieces

FILE_LEN_MAX = 1024 * 1024  # the most that a pulled stick can cost; a million entries are then about 1,600 files


class NothingToSay(Exception):
    """What was asked for cannot be done now; the text says why."""


@dataclass(frozen=True, slots=True)
class HandedBack:
    """What came of giving the district's answers to the alert daemon. `countersigned`: the newest number in a receipt that the daemon
    believed; `refused`: what it did not believe; `early`: what it cannot judge yet, because what it needs for that has not come.
    """

    countersigned: int
    refused: tuple[str, ...]
    early: tuple[str, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether nobody has to look at it. Where a stick brought a receipt, something that came too early is no fault: it comes again."""
        return not self.refused and (self.countersigned > 0 or not self.early)


@dataclass(frozen=True, slots=True)
class Exported:
    """What is on the stick now: entries `first` to `last`. `missing` more did not fit, because the stick is full. `last` is below `first`
    where there was nothing to write.
    """

    first: int
    last: int
    missing: int
    handed: HandedBack


async def hand_back(feed: FeedClient, stick: Path) -> HandedBack:
    """Give the alert daemon what the district wrote on this stick for this box. Raises LineLost, NothingToSay, Damaged."""
    return await _hand_back(feed, folder_of(stick, (await _head(feed))[1]))


async def export(
    feed: FeedClient, stick: Path, token: str = "", progress: Callable[[int, int], None] | None = None
) -> Exported:
    """Hand back, then write the entries up to the newest signed head that are not countersigned, or that the district has lost. A file that
    is there and whole is not written again.

    With a token the box also asks to be taken into the district. It drops the key that it made for this request, since the certificate
    would be for a line and the box has none. `progress` is told how many entries are written, of how many. Raises LineLost, NothingToSay,
    NotGiven, OSError.
    """
    signed, box, number = await _head(feed)
    folder = folder_of(stick, box)
    folder.begin()
    handed = await _hand_back(feed, folder)
    if token:
        folder.keep_enrolment(await enrolment_asked(feed, new_key(), token))
    folder.keep_head(signed)
    oldest = await _oldest(feed)
    folder.keep_oldest(oldest)
    after = max(_need_not_go(folder, handed.countersigned), oldest - 1)
    reached = await _sweep(feed, folder, after)
    while reached < number:
        items = await feed.follow(reached, limit=min(ENTRIES_MAX, number - reached), outward=True)
        batch = cut(items, FILE_LEN_MAX)
        if batch is None or not folder.has_room(FILE_LEN_MAX):
            break
        try:
            folder.keep(batch)
        except OSError as full:
            if full.errno != errno.ENOSPC:
                raise
            break
        reached = batch.last
        if progress is not None:
            progress(reached, number)
    return Exported(after + 1, reached, number - reached, handed)


async def _head(feed: FeedClient) -> tuple[Signed, bytes, int]:
    """Give the newest signed head, the id of the box that it belongs to, and its number."""
    head = await feed.head()
    try:
        _, box, _, number, _ = read_head_statement(head.statement)
    except FormatError as none_yet:
        raise NothingToSay("The alert daemon has signed nothing yet. Try again in a minute.") from none_yet
    return Signed(head.statement, head.device_key, head.signature), box, number


async def _oldest(feed: FeedClient) -> int:
    """Give the number of the oldest entry that the box has. It is above 1 where a damaged record was set aside, and 1 for
    an empty record.
    """
    items = await feed.follow(0, limit=1, outward=True)
    return items.entries[0].number if items.entries else 1


async def _hand_back(feed: FeedClient, folder: BoxFolder) -> HandedBack:
    refused, early = list[str](), list[str]()

    def sort(handed: HandedIn) -> None:
        early.extend(handed.early)
        refused.extend(each for each in handed.refused if each not in handed.early)

    try:
        receipt, notices = folder.receipt(), folder.notices()
    except Damaged as damaged:
        receipt = notices = None
        refused.append(str(damaged))
    for piece in in_pieces(notices) if notices is not None else ():
        sort(await feed.hand_in(HandIn(request=0, notices=piece.notices, opened=piece.opened)))
    handed = await feed.hand_in(HandIn(request=0, receipts=(receipt,) if receipt is not None else ()))
    sort(handed)
    return HandedBack(handed.countersigned, tuple(refused), tuple(early))


def _need_not_go(folder: BoxFolder, countersigned: int) -> int:
    """Give the number up to which the district has the entries that it countersigned. A server that was put back has fewer, and the stick
    says so.
    """
    try:
        reached = folder.reached()
    except Damaged:  # the district writes this file anew
        return countersigned
    return countersigned if reached is None else min(reached, countersigned)


async def _sweep(feed: FeedClient, folder: BoxFolder, after: int) -> int:
    """Delete from the stick what need not go, what is damaged, and what is of another history. Give how far the other files reach without a
    gap.
    """
    reached = after
    for file in folder.deposits():
        if file.first == reached + 1 and await _is_ours(feed, file):
            reached = file.last
        else:
            file.path.unlink()
    return reached


async def _is_ours(feed: FeedClient, file: DepositFile) -> bool:
    """Whether the file is whole and ends with the same entry that this box has there: then the chain before it is the same, too."""
    try:
        deposit = file.read()
    except Damaged:
        return False
    items = await feed.follow(file.last - 1, limit=1, outward=True)
    own = [entry.entry for entry in items.entries if entry.number == file.last]
    return len(deposit.entries) == file.last - file.first + 1 and [deposit.entries[-1]] == own
