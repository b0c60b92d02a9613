"""Keeps what one channel has told, and what it owes. Pure: the time is an argument, and others store it.

A matter is told when it has stood for long enough, again each day while it goes on, and once more when it is over. What is owed stays owed
until the channel took it, even if the matter ends meanwhile.
"""

from collections.abc import Collection, Iterable

import msgspec

from sync.office.telling.matter import Matter, State, Telling

AGAIN_MS = 24 * 3600 * 1000  # a day: each morning somebody else may be on duty, and nobody reads it more often
# How much a channel may owe that takes nothing. In a district of 2,000 buildings this is five for each, and the file then has about 4 MB.
# Beyond that the oldest are dropped.
OWED_MAX = 10_000


class Ongoing(msgspec.Struct, frozen=True):
    """A matter that stands now. `told_ms` is 0 while it is not due yet."""

    matter: Matter
    seen_ms: int
    told_ms: int = 0

    @property
    def since_ms(self) -> int:
        """When it began, as far as is known."""
        return self.seen_ms if self.matter.since_ms is None else min(self.matter.since_ms, self.seen_ms)


class ToldSoFar(msgspec.Struct, frozen=True, tag="told-1"):
    """What one channel has told: what stands, and what must be told, the oldest first."""

    standing: tuple[Ongoing, ...] = ()
    owed: tuple[Telling, ...] = ()


def looked(so_far: ToldSoFar, matters: Iterable[Matter], now_ms: int, *, whole: bool = True) -> ToldSoFar:
    """Give what is told so far after a look that found these matters. Not `whole`: something could not be read, so a matter that was not
    found may not be over.
    """
    known = {each.matter.id: each for each in so_far.standing}
    found = {each.id: each for each in matters}
    if not whole:
        found = {id_: each.matter for id_, each in known.items()} | found
    standing, owed = [], list(so_far.owed)
    unheard = {each.matter.id for each in owed}  # a matter whose first telling is still owed needs no reminder
    for matter in found.values():
        before = known.get(matter.id) or Ongoing(matter, now_ms)
        # Cut off times in the future: they come from a clock that was ahead, and must not put off what is due.
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
    """Give what is told so far after the channel took these tellings."""
    gone = {_name(each) for each in taken}
    return ToldSoFar(so_far.standing, tuple(each for each in so_far.owed if _name(each) not in gone))


def first_of_each(owed: Iterable[Telling]) -> list[Telling]:
    """Give what may be told at the same time: one telling of each matter, so that nobody hears of its end before its beginning."""
    first: dict[str, Telling] = {}
    for each in owed:
        first.setdefault(each.matter.id, each)
    return list(first.values())


def _name(telling: Telling) -> tuple[str, str, int]:
    return telling.matter.id, telling.state, telling.at_ms
