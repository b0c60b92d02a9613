"""What people said of doubts they looked into: kept sealed beside what was collected. Asks nobody, and prints nothing.

One that its words name is forgotten once it shows no more, so that the same words are news when they come back. One that goes on, like
an end that lies further and further back, is acknowledged as far as it went then; once a roll-back shows no more, the next one is news
however far it goes. Of one place the store names one doubt at a time:
what was said of another there is kept as long as one stands, since both may come with every round.
"""

from collections.abc import Container, Iterable

import msgspec

from sync.office.admitted import ROLLED_BACK
from sync.office.store import ACKNOWLEDGED, Acknowledged, Doubt, Store

REASON_LEN_MAX = 500  # characters: a few sentences, and not the report


def acknowledge(store: Store, doubt: Doubt, reason: str, now_ms: int, by: str = "") -> None:
    """From now on it is no reason to look again, until there is more of it. What was said before is replaced."""
    said = Acknowledged(now_ms, reason, doubt.further if doubt.about else None, by, doubt.place)
    with store.writing():
        store.keep_setting(ACKNOWLEDGED + store.name_of(doubt), msgspec.msgpack.encode(said))


def withdraw(store: Store, doubt: Doubt) -> None:
    """It is to be looked into again."""
    with store.writing():
        store.run("DELETE FROM setting WHERE name = ?", ACKNOWLEDGED + store.name_of(doubt))


def forget_ended(store: Store, shown: Iterable[Doubt]) -> None:
    """`shown`: everything that is not as it should be now. What a damaged store lost is no end of it."""
    if store.is_damaged:
        return
    names = {each.name for each in shown}
    places = set(store.all("SELECT building, box, number, kind FROM doubt"))
    for (setting,) in store.all("SELECT name FROM setting WHERE name LIKE ?", ACKNOWLEDGED + "%"):
        kept = None if setting.removeprefix(ACKNOWLEDGED) in names else store.setting(setting)
        if kept is not None and _ends(msgspec.msgpack.decode(kept, type=Acknowledged), places):
            with store.writing():
                store.run("DELETE FROM setting WHERE name = ?", setting)


def _ends(said: Acknowledged, places: Container[tuple[bytes, bytes, int, str]]) -> bool:
    """Whether it is over, of what shows no more. `places` in which the store names a doubt. What goes further each time may come again;
    a roll-back goes as far as it likes.
    """
    if said.place is not None and said.place[-1] == ROLLED_BACK:
        return True
    return said.further is None and said.place not in places


def counted(count: int) -> str:
    """How many that nobody looked into, for a sentence."""
    return "One thing is not as it should be" if count == 1 else f"{count:,} things are not as they should be"


def unanswered(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Those that nobody looked into."""
    return [each for each in doubts if each.acknowledged is None]
