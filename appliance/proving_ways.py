"""Tests each way of messages once a month, and names those that did not prove themselves. Decides nothing of calls, and records nothing but
a trouble. Which way is due is decided by `appliance/core/messages/proving.py`.
"""

import asyncio
from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from appliance.core.ground.words import Cause
from appliance.core.messages.addresses import Address
from appliance.core.messages.proving import (
    DAY_MS,
    TEST,
    Proof,
    day_of,
    is_quiet,
    next_test,
    still_known,
    tested_ways,
    unproved,
)
from appliance.core.messages.short_texts import test_text
from appliance.core.messages.texts import text_of_test
from appliance.engine.engine import Engine
from appliance.plan.families import WAYS_TOLD_DELIVERED
from appliance.plan.telephones import CALLED_BY_TEXT
from appliance.proof_file import ProofFile, Tags
from appliance.tasks import Tasks
from appliance.words.troubles import WAY_NOT_PROVED

GAP_S = 60
"""Between two tests. A text modem has long sent the one before, and a call that comes finds at most a few of them in its way."""
STANDS_S = 600
"""So long a test stands on a device, for a person to see it. Then it is taken back."""


class WayTest(msgspec.Struct, frozen=True):
    """A test that was said: to which address, and until when it stands there (mono_ms)."""

    address: Address
    until_ms: int


class Prover:
    """The tests of one box; one per daemon."""

    def __init__(self, engine: Engine, tasks: Tasks, file: ProofFile) -> None:
        self._engine = engine
        self._tasks = tasks
        self._file = file
        self._kept: Tags = file.read()
        self._written: Tags = dict(self._kept)
        self._writing: asyncio.Task[None] | None = None
        self._tests: dict[str, WayTest] = {}
        self._standing: set[str] = set()
        self._tested_ms: int | None = None

    def look(self) -> None:
        """Say the next test if it is time for one, and name what did not prove itself. Called every few seconds."""
        board, now = self._engine.board, self._engine.clock.now()
        self.change()
        if (today := day_of(now)) is None:
            return
        proofs = still_known(board, self._proofs(), today)
        waited = self._tested_ms is None or now.mono_ms - self._tested_ms >= GAP_S * 1000
        if waited and (chosen := next_test(board, self._engine.heard, proofs, now)) is not None:
            address = chosen[1].by, chosen[1].to
            message = f"{TEST}{now.wall_ms}"
            self._tests[message] = WayTest(address, now.mono_ms + STANDS_S * 1000)
            self._standing.add(message)
            self._tested_ms = now.mono_ms
            proofs[address] = replace(proofs[address], tested=today)
        self._kept = {self._file.tag(address): proof for address, proof in proofs.items()}
        self._engine.heard.ways_proved_day = {
            address: proof.proved for address, proof in proofs.items() if proof.proved is not None
        }
        self._name(unproved(board, {each: self._also_by_calls(each, proof) for each, proof in proofs.items()}, today))
        self._keep()

    def change(self) -> None:
        """Take tests back whose time is over, and all of them as soon as anything happens in the building."""
        now = self._engine.clock.now()
        addresses = self._engine.board.index.addresses
        self._tests = {
            message: test
            for message, test in self._tests.items()
            if test.address[1] in addresses.get(test.address[0], ())
        }
        if not is_quiet(self._engine.board):
            self._standing.clear()
        self._standing = {
            each for each in self._standing if each in self._tests and self._tests[each].until_ms > now.mono_ms
        }

    def to_say(self, family: str) -> Iterator[tuple[str, str, str]]:
        """Give the tests that stand now for one way: the id of the message, the address, and the text."""
        usual = text_of_test(is_told_delivered=family in WAYS_TOLD_DELIVERED)
        ways = tested_ways(self._engine.board) if family == CALLED_BY_TEXT else ()
        texts = {way.to: test_text(way.language) for _, way in ways if way.by == family}
        for message in sorted(self._standing):
            if self._tests[message].address[0] == family:
                to = self._tests[message].address[1]
                yield message, to, texts.get(to, usual)

    def knows(self, message: str, family: str) -> bool:
        """Whether this message is a test by this way."""
        return message in self._tests and self._tests[message].address[0] == family

    def proved(self, message: str) -> None:
        """Note that a test reached its address."""
        address = self._tests[message].address
        today = day_of(self._engine.clock.now())
        known = self._kept.get(self._file.tag(address))
        if today is None or known is None:
            return
        self._kept[self._file.tag(address)] = replace(known, proved=today)
        self._engine.heard.ways_proved_day[address] = today
        self._keep()

    def ends(self, message: str) -> None:
        """Take one test back: it failed, or the person answered it."""
        self._standing.discard(message)

    def _proofs(self) -> dict[Address, Proof]:
        every = ((family, to) for family, planned in self._engine.board.index.addresses.items() for to in planned)
        tagged = ((address, self._kept.get(self._file.tag(address))) for address in every)
        return {address: proof for address, proof in tagged if proof is not None}

    def _also_by_calls(self, address: Address, proof: Proof) -> Proof:
        """Count what a message about a call proved since the box started. It is not kept: it would say on which day a call was."""
        proved_ms = self._engine.heard.ways_proved_ms.get(address)
        if proved_ms is None:
            return proof
        now = self._engine.clock.now()
        day = (now.wall_ms - (now.mono_ms - proved_ms)) // DAY_MS
        return replace(proof, proved=max(day, proof.proved or 0))

    def _name(self, families: set[str]) -> None:
        standing = {
            each.cause.subject
            for each in self._engine.board.troubles.values()
            if each.cause.what == WAY_NOT_PROVED.word
        }
        for family in families - standing:
            self._engine.report(Cause(WAY_NOT_PROVED.word, family), f"{WAY_NOT_PROVED.says} {WAY_NOT_PROVED.do}")
        for family in standing - families:
            self._engine.report(Cause(WAY_NOT_PROVED.word, family), None)

    def _keep(self) -> None:
        """Write what changed, beside everything else: a disk that answers nothing holds up no message."""
        if self._kept != self._written and (self._writing is None or self._writing.done()):
            self._writing = self._tasks.start(self._write(), name="proofs of ways")

    async def _write(self) -> None:
        while self._kept != self._written:
            self._written = dict(self._kept)
            await asyncio.to_thread(self._file.write, self._written)
