"""Works out what a believed receipt means for our own record, and what it proves against it. Checks no signature. A proof stays a trouble
until the district has countersigned our own history beyond it. The entry's number is in the trouble's name, so that a restart forgets
nothing.
"""

from collections.abc import Sequence

from appliance.core.ground.words import Cause
from appliance.district import judge
from appliance.district.judge import Beside, Doubt, NotBelieved
from appliance.engine.engine import Engine
from appliance.envelope.deposit import ForkDecided
from appliance.envelope.format import entry_digest
from appliance.logbook.store import Logbook
from appliance.words.troubles import DISTRICT_FORK, FORK_DECIDED_AGAINST, RECORD_ROLLED_BACK

DECIDED_AGAINST = Cause(FORK_DECIDED_AGAINST.word, "safety office")


class Evidence:
    """Our own record, asked for single entries."""

    def __init__(self, engine: Engine, logbook: Logbook) -> None:
        self._engine = engine
        self._logbook = logbook

    async def entry(self, number: int) -> bytes | None:
        """Give our entry of that number; None if we have none. Raises LogbookError."""
        if not 1 <= number <= self._engine.head:
            return None
        rows = await self._logbook.reader.after(number - 1, 1)
        return rows[0][1] if rows and rows[0][0] == number else None

    async def beside(self, number: int, digest: bytes) -> Beside:
        """Say what a statement about this entry means here. Raises LogbookError."""
        own = await self.entry(number)
        return judge.beside(self._engine.head, None if own is None else entry_digest(own), number, digest)

    def proves(self, found: Beside, number: int) -> NotBelieved | None:
        """Raise a trouble for a valid receipt that does not agree with our record, unless it is about entries that this record no longer
        has.
        """
        if found is Beside.BEFORE:
            says = f"a receipt is about entry {number}, and this record begins later"
            return NotBelieved(Doubt.NOT_KNOWN_HERE, says)
        what = (RECORD_ROLLED_BACK if found is Beside.BEYOND else DISTRICT_FORK).word
        if not any(each.cause.what == what for each in self._engine.board.troubles.values()):
            self._engine.report(Cause(what, str(number)), _SAYS[found].format(number=number, head=self._engine.head))
        return None

    async def decided(self, forks: Sequence[ForkDecided]) -> None:
        """Note the office's decision which history of this box is its own: this one, or another. A decision about entries that this
        record no longer has (they are in one that was set aside) says nothing against this one. Raises LogbookError.
        """
        found = [await self.beside(each.number, each.digest) for each in forks]
        against = any(each in {Beside.FORKED, Beside.BEYOND} for each in found)
        self._engine.report(DECIDED_AGAINST, FORK_DECIDED_AGAINST.do if against else None)

    def signed_beyond(self, number: int) -> None:
        """Note that the district holds our own history up to here: whatever was proven against earlier entries is decided."""
        for trouble in list(self._engine.board.troubles.values()):
            cause = trouble.cause
            if (
                cause.what in {DISTRICT_FORK.word, RECORD_ROLLED_BACK.word}
                and cause.subject.isdecimal()
                and int(cause.subject) <= number
            ):
                self._engine.report(cause, None)


_SAYS = {
    Beside.BEYOND: "The district signed that it holds entry {number} of this box, whose record ends at {head}: "
    + RECORD_ROLLED_BACK.do,
    Beside.FORKED: "The district signed for another entry {number} than this box has: " + DISTRICT_FORK.do,
}
