"""What one channel has told, and what it owes. Pure: the time is an argument, and it is kept by others.

A matter is told when it has stood for long enough, again each day while it goes on, and once more when it is over. What is owed stays
owed until the channel took it, also where the matter is over meanwhile.
"""

from collections.abc import Collection, Iterable

import msgspec

from sync.office.telling.matter import Matter, State, Telling

AGAIN_MS = 24 * 3600 * 1000  # a day: each morning somebody else may be on duty, and more often is not read any more
# Of a channel that takes nothing. A district of 2,000 buildings has five for each; the file has about 4 MB then. Beyond that the oldest go.
OWED_MAX = 10_000


class Ongoing(msgspec.Struct, frozen=True):
    """A matter that is so. `told_ms` 0: it is not due yet."""

    matter: Matter
    seen_ms: int
    told_ms: int = 0

    @property
    def since_ms(self) -> int:
        """When it began, as far as anybody knows."""
        return self.seen_ms if self.matter.since_ms is None else min(self.matter.since_ms, self.seen_ms)


class ToldSoFar(msgspec.Struct, frozen=True, tag="told-1"):
    """Of one channel: what stands, and what is to be told, the oldest first."""

    standing: tuple[Ongoing, ...] = ()
    owed: tuple[Telling, ...] = ()


def looked(so_far: ToldSoFar, matters: Iterable[Matter], now_ms: int, *, whole: bool = True) -> ToldSoFar:
    """After a look that found these. Not `whole`: something could not be read, and nothing is over for that."""
    known = {each.matter.id: each for each in so_far.standing}
    found = {each.id: each for each in matters}
    if not whole:
        found = {id_: each.matter for id_, each in known.items()} | found
    standing, owed = [], list(so_far.owed)
    unheard = {each.matter.id for each in owed}  # who was not told yet needs no reminder
    for matter in found.values():
        before = known.get(matter.id) or Ongoing(matter, now_ms)
        # a clock that was ahead must not put off what is due until it is that time again
        now = Ongoing(matter, min(before.seen_ms, now_ms), min(before.told_ms, now_ms))
        if now_ms - now.since_ms >= matter.stands_ms and not now.told_ms:
            owed.append(Telling(matter, State.BEGUN, now.since_ms, now_ms))
            now = Ongoing(matter, now.seen_ms, now_ms)
        elif now.told_ms and now_ms - now.told_ms >= AGAIN_MS:
            if matter.id not in unheard:
                owed.append(Telling(matter, State.STILL, now.since_ms, now_ms))
            now = Ongoing(matter, now.seen_ms, now_ms)
        standing.append(now)
    for id_, gone in known.items():
        if id_ not in found and gone.told_ms:
            owed.append(Telling(gone.matter, State.OVER, gone.since_ms, now_ms))
    return ToldSoFar(tuple(standing), tuple(owed[-OWED_MAX:]))


def told(so_far: ToldSoFar, taken: Collection[Telling]) -> ToldSoFar:
    """The channel took these."""
    gone = {_name(each) for each in taken}
    return ToldSoFar(so_far.standing, tuple(each for each in so_far.owed if _name(each) not in gone))


def first_of_each(owed: Iterable[Telling]) -> list[Telling]:
    """What may be told at the same time: of one matter, nobody hears that it is over before that it began."""
    first: dict[str, Telling] = {}
    for each in owed:
        first.setdefault(each.matter.id, each)
    return list(first.values())


def _name(telling: Telling) -> tuple[str, str, int]:
    return telling.matter.id, telling.state, telling.at_ms
