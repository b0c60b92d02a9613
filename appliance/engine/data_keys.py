"""Knows which data keys of a record are kept here, and destroys them with a certificate. Decides nothing about records: `retention.py` and
`forgetting.py` do.
"""

import asyncio
import logging

import msgspec

from appliance.engine.engine import Engine
from appliance.logbook import forgetting
from appliance.logbook.store import Logbook
from appliance.plan.ids import IncidentId
from appliance.record.events import KeysDestroyed
from appliance.record.retention import Due
from appliance.record.words import Klass
from appliance.vault.vault import Vault

ENTRIES_MAX = 10_000  # entries of one record, as `Queries.told_of` reads them; the end of a longer record is not known

log = logging.getLogger("handbell.keeping")

type Key = tuple[bytes, int]
"""Stream and number of a data key."""


class Kept(msgspec.Struct, frozen=True):
    """What of a record is kept here: its stream, the classes for which there still are keys, and the newest entry that tells something.
    Entries of keys come later than that where keys were carried forward; they tell nothing.
    """

    stream: bytes
    classes: frozenset[Klass]
    last: int


class DataKeys:
    """Looks for the data keys of records, and destroys them. Every method raises LogbookError while the disk is away."""

    def __init__(self, engine: Engine, logbook: Logbook, vault: Vault) -> None:
        self._engine = engine
        self._logbook = logbook
        self._vault = vault

    async def kept(self, incident: IncidentId) -> Kept | None:
        """Give what is kept of a record. Give None unless every kept entry was read: an unread entry may be a hold, or the newest
        account.
        """
        stream = await self._logbook.reader.stream_of_incident(incident)
        if stream is None:
            return None
        rows = await self._logbook.reader.of_stream(stream, limit=ENTRIES_MAX, every=False)
        wraps = await self._logbook.work(lambda db: forgetting.wraps_of_stream(db, stream))
        classes = [*(await self._classes({(wrap.stream, wrap.key_no) for wrap in wraps})).values()]
        opened = await self._logbook.opener.open(rows)
        kept = frozenset(klass for klass in classes if klass is not None)
        if None in classes or len(rows) >= ENTRIES_MAX or any(each.fault is not None for each in opened):
            return None
        return Kept(stream, kept, max((each.number for each in opened if each.fact is not None), default=0))

    async def destroy(self, incident: IncidentId, due: Due) -> KeysDestroyed | None:
        """Destroy the keys of these classes of a record, and give the certificate; None if there are none. First condemn the weeks of their
        wraps, so that after a power cut every such week is still known. Raises VaultError where a week cannot be marked.
        """
        stream = await self._logbook.reader.stream_of_incident(incident)
        assert stream is not None, "a record that was read has a stream"
        wraps = await self._logbook.work(lambda db: forgetting.wraps_of_stream(db, stream))
        classes = await self._classes({(wrap.stream, wrap.key_no) for wrap in wraps})
        keys = [key for key, klass in classes.items() if klass in due.classes]
        going = [wrap for wrap in wraps if (wrap.stream, wrap.key_no) in keys]
        if not keys:
            return None
        weeks = {self._vault.reading_keys.week_for(wrap.recipient) for wrap in going}
        for week in sorted(week for week in weeks if week is not None):
            await asyncio.to_thread(self._vault.reading_keys.condemn, week)
        gone = {classes[key] for key in keys}
        certificate = KeysDestroyed(
            incident=incident,
            classes=tuple(klass for klass in due.classes if klass in gone),
            keys=len(keys),
            wraps=len(going),
            rule=due.rule,
        )
        try:
            await self._engine.destroy(certificate, keys)
        finally:  # Also when nobody waits any more: a key that was not destroyed is found again by its wraps.
            self._logbook.opener.forget(keys)
        log.warning("destroyed by rule (%s): %d keys of record %s", due.rule, len(keys), incident)
        return certificate

    async def _classes(self, keys: set[Key]) -> dict[Key, Klass | None]:
        """Give the class that each key seals, which only the opened key tells; None for a key that cannot be opened here."""
        opened = {key: await self._logbook.opener.key_of(*key) for key in sorted(keys)}
        return {key: Klass(each.klass) if each is not None else None for key, each in opened.items()}
