"""Says whether a board of ours can have caused a signal, whatever was said on its wire."""

from hardware.bounds import AGE_MS_MAX, COUNT_MAX, SAID_CHARS_MAX, SUPPLY_MV_MAX
from hardware.signals import CONTACTS_MAX, RANK_MAX, CheckIn, Fault, Mended, Press, RankSeen, Signal

NAME_CHARS_MAX = 32  # for contacts, ledgers and words for faults
DETAIL_CHARS_MAX = 4 * SAID_CHARS_MAX  # for what it said, and a sentence about it


def within_bounds(signal: Signal) -> bool:
    match signal:
        case Press(_, contact, counter, age_ms, ledger):
            return (
                len(contact) <= NAME_CHARS_MAX
                and (counter is None or 0 <= counter <= COUNT_MAX)
                and (age_ms is None or 0 <= age_ms <= AGE_MS_MAX)
                and len(ledger or "") <= NAME_CHARS_MAX
            )
        case CheckIn(_, counters, supply_mv, ledger):
            return (
                len(counters) <= CONTACTS_MAX
                and all(len(each) <= NAME_CHARS_MAX for each in counters)
                and all(each is None or 0 <= each <= COUNT_MAX for each in counters.values())
                and (supply_mv is None or 0 <= supply_mv <= SUPPLY_MV_MAX)
                and len(ledger or "") <= NAME_CHARS_MAX
            )
        case Fault(_, what, detail):
            return len(what) <= NAME_CHARS_MAX and len(detail) <= DETAIL_CHARS_MAX
        case Mended(_, what):
            return len(what) <= NAME_CHARS_MAX
        case RankSeen(_, rank):
            return rank is None or 0 < rank <= RANK_MAX
        case _:
            return False  # no device causes such a signal: it is about a whole family
