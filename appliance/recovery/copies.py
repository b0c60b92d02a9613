"""Takes in what the replica says of the copy, records what is worth an entry, and names what is wrong. Knows no socket.

Whoever tells can be anybody of the replica's user: nothing here reads a call or changes one. A number beyond our own record is cut, a
trial counts only where its digest is ours, and however much is told, little of it becomes an entry.
"""

import asyncio
import hashlib
import logging
from collections import deque

from appliance.api.feed.copy import SAYS_LEN_MAX, WHERE_LEN_MAX, CopyState, TrialTold
from appliance.api.records.recovery import WantOfCopy
from appliance.core.district import copies
from appliance.core.district.commands import NoteRecovery
from appliance.core.district.copies import SILENT, TOLD, target_key
from appliance.core.district.events import CopyOverwritten, CopyTargetChanged, CopyTried
from appliance.engine.engine import Engine
from appliance.envelope.format import entry_digest
from appliance.logbook import copied
from appliance.logbook.store import Logbook
from appliance.recovery.kept_keys import version_of

LOOK_EVERY_S = 5.0  # a copy that is silent for five minutes is told within another sixtieth of that
SURVIVES_MAX = 8  # places named in an entry; more are more than anybody looks into
TRIAL_S_MAX = 86_400.0  # a day: no trial takes so long
FACTS_MAX, FACTS_WITHIN_MS = 16, 2 * 3_600_000
"""Entries of what is told. A new place, a trial and what was forgotten there are some in a month; sticks tried out, some in an hour."""
KINDS = {"stick", "folder", "sftp", "s3"}
ANOTHER = "it ends in another entry than this record has at that place, so it is not the copy of this record."

log = logging.getLogger("handbell.recovery")


class CopyKeeper:
    """`hear` is the one way in, `run` looks at the time."""

    def __init__(self, engine: Engine, logbook: Logbook, building: bytes) -> None:
        self._engine = engine
        self._logbook = logbook
        self._spread_min = hashlib.sha256(building).digest()[0] % copies.QUIET_MINUTES  # not every school at one moment
        self._told: TrialTold | None = None
        self._again = False
        self._asked = set[WantOfCopy]()
        self._noted_ms = deque[int](maxlen=FACTS_MAX)
        self._too_many = False

    async def run(self) -> None:
        """Look for ever."""
        while True:
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    def look(self) -> None:
        """Raise what is wrong, restore what is not any more."""
        engine, now = self._engine, self._engine.clock.now()
        trusted = now.week_minute is not None
        for cause, says in copies.findings(engine.board.recovery, engine.heard.copy, now, clock_trusted=trusted):
            engine.report(cause, says)

    async def hear(self, state: CopyState) -> str:
        """What the replica says; what is wanted of it: "drill", "again" or nothing. Raises LogbookError."""
        self._take_in(state)
        kind = state.kind if state.kind in KINDS else ""
        where = printable(state.where, WHERE_LEN_MAX) if kind else ""
        target, known = CopyTargetChanged(kind=kind, where=where), self._engine.board.recovery.target
        # it is told every few seconds, and no news needs no round of the engine
        if (known is None or target != known.event) and self._may_note():
            self._engine.submit(NoteRecovery(fact=target))
        if state.drill is not None and state.drill != self._told and self._may_note():
            await self._note_trial(state.drill)
            self._told = state.drill
        if kind:
            await self._overwritten(state, kind, where)
        self.look()
        return self._wanted()

    def _take_in(self, state: CopyState) -> None:
        """Shown at once where something is wrong or no more; how far the copy is, with the next board."""
        heard, now_ms = self._engine.heard.copy, self._engine.clock.now().mono_ms
        before = heard.trouble, heard.says, bool(heard.proved), heard.heard
        heard.heard, heard.heard_ms = True, now_ms
        heard.trouble = state.trouble if state.trouble in {*TOLD, SILENT.what} else ""
        heard.says = printable(state.says, SAYS_LEN_MAX)
        heard.proved = min(max(state.proved, 0), self._engine.head)
        if heard.proved:
            heard.proved_at_ms = now_ms - min(max(state.proved_ago_ms, 0), now_ms)
        heard.bundle_serial, heard.free_mib = state.bundle_serial, state.free_mib
        if before != (heard.trouble, heard.says, bool(heard.proved), heard.heard):
            self._engine.refresh()

    async def _note_trial(self, told: TrialTold) -> None:
        """Good only where the entry it ends at is ours."""
        rows = await self._logbook.reader.after(told.up_to - 1, 1) if 0 < told.up_to <= self._engine.head else []
        ours = bool(rows) and rows[0][0] == told.up_to and entry_digest(rows[0][1]) == told.digest
        says = printable(told.says, SAYS_LEN_MAX) if ours or not told.ok else ANOTHER
        self._again = told.ok and not ours
        tried = CopyTried(
            up_to=max(0, told.up_to),
            digest=told.digest[:32],
            ok=told.ok and ours,
            says=says,
            took_ms=round(min(max(0.0, told.took_s), TRIAL_S_MAX) * 1000),  # in this order, since it may be no number
        )
        self._engine.submit(NoteRecovery(fact=tried))

    async def _overwritten(self, state: CopyState, kind: str, where: str) -> None:
        """An entry once the copy has nothing any more of what certificates name, and where what survives elsewhere is other than before."""
        newest = await self._logbook.work(copied.newest_certificate)
        known = self._engine.board.recovery.overwritten.get(target_key(kind, where))
        survives = tuple(printable(each, WHERE_LEN_MAX) for each in state.survives[:SURVIVES_MAX])
        if not newest or state.wraps_version < version_of(newest):
            return
        news = known is None or known.event.up_to < newest or known.event.survives != survives
        if news and copies.has_room_for(self._engine.board.recovery, kind, where) and self._may_note():
            fact = CopyOverwritten(up_to=newest, kind=kind, where=where, survives=survives)
            self._engine.submit(NoteRecovery(fact=fact))

    def _may_note(self) -> bool:
        """Whether one more entry may come of what is told. What may not now is told again in a moment, and comes later."""
        now_ms, noted = self._engine.clock.now().mono_ms, self._noted_ms
        before, self._too_many = self._too_many, len(noted) == FACTS_MAX and now_ms - noted[0] < FACTS_WITHIN_MS
        if not self._too_many:
            noted.append(now_ms)
        elif not before:
            log.warning("the replica tells more news than a copy has: %d entries in two hours are taken", FACTS_MAX)
        return not self._too_many

    def ask(self, what: WantOfCopy) -> str:
        """Somebody wants this of the replica; why it cannot be had, empty where it is told with its next word."""
        if not self._engine.board.recovery.is_set_up:
            return "No copy is set up: the seed of this box names no place for one."
        heard = self._engine.heard.copy
        if not heard.heard or heard.silent(self._engine.clock.now()):
            return "Nothing is heard from the replica. See: systemctl status handbell-replica handbell-replica-far"
        self._asked.add(what)
        return ""

    def _wanted(self) -> str:
        if self._again:
            self._again = False
            return "again"
        if WantOfCopy.FORGET_EARLIER in self._asked:
            self._asked.remove(WantOfCopy.FORGET_EARLIER)
            return WantOfCopy.FORGET_EARLIER
        board, now = self._engine.board, self._engine.clock.now()
        quiet = not board.incidents and board.drill is None and board.response is None and board.check_in is None
        if WantOfCopy.TRIAL in self._asked and quiet:
            self._asked.remove(WantOfCopy.TRIAL)
            return WantOfCopy.TRIAL
        return "drill" if copies.trial_due(board.recovery, now, self._spread_min, quiet=quiet) else ""


def printable(text: str, most: int) -> str:
    """Without what a terminal might obey: it is shown on screens."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:most])
