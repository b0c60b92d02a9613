"""What a believed receipt means beside our own record, and what it proves against it. Checks no signature.

A proof stays trouble until the district has countersigned our own history past it; its number is in the trouble's name, so that
a restart forgets nothing.
"""

from collections.abc import Sequence

from appliance.core.ground.words import Cause
from appliance.district import judge
from appliance.district.judge import Beside, Doubt, NotBelieved
from appliance.engine.engine import Engine
from appliance.envelope.deposit import ForkDecided
from appliance.envelope.format import entry_digest
from appliance.logbook.store import Logbook

FORKED = "district-fork"
ROLLED_BACK = "record-rolled-back"
DECIDED_AGAINST = Cause("fork-decided-against", "safety office")


class Evidence:
    """Our own record, asked for single entries."""

    def __init__(self, engine: Engine, logbook: Logbook) -> None:
        self._engine = engine
        self._logbook = logbook

    async def entry(self, number: int) -> bytes | None:
        """Our entry of that number; None where we have none. Raises LogbookError."""
        if not 1 <= number <= self._engine.head:
            return None
        rows = await self._logbook.reader.after(number - 1, 1)
        return rows[0][1] if rows and rows[0][0] == number else None

    async def beside(self, number: int, digest: bytes) -> Beside:
        """What a statement about this entry means here. Raises LogbookError."""
        own = await self.entry(number)
        return judge.beside(self._engine.head, None if own is None else entry_digest(own), number, digest)

    def proves(self, found: Beside, number: int) -> NotBelieved | None:
        """A valid receipt that does not agree with us: trouble, unless it is about what this record no longer has."""
        if found is Beside.BEFORE:
            says = f"a receipt is about entry {number}, and this record begins later"
            return NotBelieved(Doubt.NOT_KNOWN_HERE, says)
        what = ROLLED_BACK if found is Beside.BEYOND else FORKED
        if not any(each.cause.what == what for each in self._engine.board.troubles.values()):
            self._engine.report(Cause(what, str(number)), _SAYS[found].format(number=number, head=self._engine.head))
        return None

    async def decided(self, forks: Sequence[ForkDecided]) -> None:
        """The office decided which history of this box is its own: this one, or another. What it decided about entries that this record
        no longer has, as they lie in one that was set aside, says nothing against this one. Raises LogbookError.
        """
        found = [await self.beside(each.number, each.digest) for each in forks]
        against = any(each in {Beside.FORKED, Beside.BEYOND} for each in found)
        self._engine.report(DECIDED_AGAINST, _AGAINST if against else None)

    def signed_beyond(self, number: int) -> None:
        """The district holds our own history up to here: what was proven against entries before is decided."""
        for trouble in list(self._engine.board.troubles.values()):
            cause = trouble.cause
            if cause.what in {FORKED, ROLLED_BACK} and cause.subject.isdecimal() and int(cause.subject) <= number:
                self._engine.report(cause, None)


_AGAINST = (
    "The safety office decided that another history of this box is the right one: what this box records is believed by nobody outside."
    " Calls work. Ask the office, and set this box up anew as a new box."
)

_SAYS = {
    Beside.BEYOND: "The district signed that it holds entry {number} of this box, whose record ends at {head}: it was put back to"
    " an earlier state, or there are two of this box. Calls work. What is missing is fetched and kept: handbell log show"
    " --brought-back. Find out which, and tell the safety office.",
    Beside.FORKED: "The district signed for another entry {number} than this box has: there are two boxes with one identity, or an"
    " old copy was started. Calls work. What is missing is fetched and kept: handbell log show --brought-back. Switch the other"
    " box off; the safety office decides which record goes on.",
}
