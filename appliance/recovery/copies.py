"""Takes in what the replica says about the copy, records what is worth an entry, and names what is wrong. Knows no socket. Anybody who
runs as the replica's user can tell it things: so nothing here reads a call or changes one. A number above our own record is cut. A trial
counts only if its digest is ours. However much is told, only a little of it becomes entries.
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

LOOK_EVERY_S = 5.0  # a copy that is silent for five minutes is reported at most so much later
SURVIVES_MAX = 8  # places named in one entry; nobody looks into more places
TRIAL_S_MAX = 86_400.0  # a day: no trial takes so long
FACTS_MAX, FACTS_WITHIN_MS = 16, 2 * 3_600_000
"""Entries made from what is told. A new place, a trial, or what was forgotten there: a few entries a month; sticks that are tried out: a
few an hour.
"""
KINDS = {"stick", "folder", "sftp", "s3"}
ANOTHER = "it ends in another entry than this record has at that place, so it is not the copy of this record."

log = logging.getLogger("handbell.recovery")


class CopyKeeper:
    """Looks after the copy. `hear` is the only way in; `run` looks at the time."""

    def __init__(self, engine: Engine, logbook: Logbook, building: bytes) -> None:
        self._engine = engine
        self._logbook = logbook
        # spreads the trials, so that not every school begins at the same moment
        self._spread_min = hashlib.sha256(building).digest()[0] % copies.QUIET_MINUTES
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
        """Report what is wrong, and restore what is right again."""
        engine, now = self._engine, self._engine.clock.now()
        trusted = now.week_minute is not None
        for cause, says in copies.findings(engine.board.recovery, engine.heard.copy, now, clock_trusted=trusted):
            engine.report(cause, says)

    async def hear(self, state: CopyState) -> str:
        """Take in what the replica says. Give what is wanted of it: "drill", "again" or nothing. Raises LogbookError."""
        self._take_in(state)
        kind = state.kind if state.kind in KINDS else ""
        where = printable(state.where, WHERE_LEN_MAX) if kind else ""
        target, known = CopyTargetChanged(kind=kind, where=where), self._engine.board.recovery.target
        # The place is told every few seconds; if it has not changed, the engine needs no round.
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
        """Keep the state. A change of what is wrong is shown at once; how far the copy is, with the next board."""
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
        """Record a trial. It is good only if the entry at which it ends is ours."""
        rows = await self._logbook.reader.after(told.up_to - 1, 1) if 0 < told.up_to <= self._engine.head else []
        ours = bool(rows) and rows[0][0] == told.up_to and entry_digest(rows[0][1]) == told.digest
        says = printable(told.says, SAYS_LEN_MAX) if ours or not told.ok else ANOTHER
        self._again = told.ok and not ours
        tried = CopyTried(
            up_to=max(0, told.up_to),
            digest=told.digest[:32],
            ok=told.ok and ours,
            says=says,
            # `max` comes first, since the value may be no number (NaN)
            took_ms=round(min(max(0.0, told.took_s), TRIAL_S_MAX) * 1000),
        )
        self._engine.submit(NoteRecovery(fact=tried))

    async def _overwritten(self, state: CopyState, kind: str, where: str) -> None:
        """Make an entry once the copy has nothing left of what certificates name, and again whenever other places are named in which it
        survives.
        """
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
        """Return whether one more entry may be made from what is told. If not now, the replica tells it again in a moment, and it comes
        later.
        """
        now_ms, noted = self._engine.clock.now().mono_ms, self._noted_ms
        before, self._too_many = self._too_many, len(noted) == FACTS_MAX and now_ms - noted[0] < FACTS_WITHIN_MS
        if not self._too_many:
            noted.append(now_ms)
        elif not before:
            log.warning("the replica tells more news than a copy has: %d entries in two hours are taken", FACTS_MAX)
        return not self._too_many

    def ask(self, what: WantOfCopy) -> str:
        """Ask this of the replica. Say why that is not possible; empty if the replica hears it when it next reports."""
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
    """Remove everything a terminal might obey: the text is shown on screens."""
    return "".join(letter if letter.isprintable() else " " for letter in text[:most])
