"""Keeps what people said of doubts that they looked into, sealed beside what was collected. Asks nobody, and prints nothing.

Most doubts are known by their words. What was said of such a doubt is forgotten once the doubt no longer shows, so that the same words are
news when they come back. Some doubts go on, as when an end lies further and further back: such a doubt is acknowledged as far as it went
then. Once a roll-back no longer shows, the next one is news however far it goes. The store names one doubt at a time for each place. What
was said of another doubt at the same place is kept as long as one stands there, because both may come back with every round.
"""

from collections.abc import Container, Iterable

import msgspec

from sync.office.admitted import ROLLED_BACK
from sync.office.store import ACKNOWLEDGED, Acknowledged, Doubt, Store

REASON_LEN_MAX = 500  # characters: a few sentences, but no report


def acknowledge(store: Store, doubt: Doubt, reason: str, now_ms: int, by: str = "") -> None:
    """Acknowledge a doubt: nobody needs to look into it again until there is more of it. This replaces what was said before."""
    said = Acknowledged(now_ms, reason, doubt.further if doubt.about else None, by, doubt.place)
    with store.writing():
        store.keep_setting(ACKNOWLEDGED + store.name_of(doubt), msgspec.msgpack.encode(said))


def withdraw(store: Store, doubt: Doubt) -> None:
    """Withdraw the acknowledgement: the doubt must be looked into again."""
    with store.writing():
        store.run("DELETE FROM setting WHERE name = ?", ACKNOWLEDGED + store.name_of(doubt))


def forget_ended(store: Store, shown: Iterable[Doubt]) -> None:
    """Forget what was said of doubts that are over. `shown`: all doubts that show now. If the store is damaged, a doubt that no longer
    shows may just be lost, so nothing is forgotten.
    """
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
    """Whether a doubt that no longer shows is over. `places`: where the store names a doubt. A doubt that goes further each time may come
    back; a roll-back is over in any case.
    """
    if said.place is not None and said.place[-1] == ROLLED_BACK:
        return True
    return said.further is None and said.place not in places


def counted(count: int) -> str:
    """Say how many doubts nobody looked into, as the beginning of a sentence."""
    return "One thing is not as it should be" if count == 1 else f"{count:,} things are not as they should be"


def unanswered(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Give the doubts that nobody looked into."""
    return [each for each in doubts if each.acknowledged is None]
