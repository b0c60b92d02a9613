"""Says to people what the board says that they are told, and hands in what the ways of messages report. Reads the board after every
change; decides nothing, and records nothing.
"""

import asyncio
import functools
import logging
from collections.abc import Callable, Mapping

import msgspec

from appliance.core.board import Board
from appliance.core.ground.messages import MessageState, Reply, Spoken
from appliance.core.ground.words import Cause
from appliance.core.messages.addresses import Address, address_of
from appliance.core.messages.commands import ReportMessage, ReportReply
from appliance.core.messages.flood import Told
from appliance.core.messages.order import standing
from appliance.core.messages.texts import text_of
from appliance.core.messages.turns import call_of, told_by_address
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.kept_running import kept_running
from appliance.plan.model import Plan
from appliance.plan.telephones import CALLED_BY_PHONE, CALLED_BY_TEXT, Texts
from appliance.proving_ways import Prover
from appliance.tasks import Tasks, after
from appliance.words.ailments import AILMENTS
from appliance.words.troubles import WAY_LOST
from hardware.errors import HardwareError
from hardware.ports import PHASE_REFRESH_S, Ails, Message, Messenger, Reachable, Replied, Report, Said
from hardware.ports import MessageState as HardwareState
from hardware.registry import make_messenger

log = logging.getLogger("handbell.messaging")

NAMED_BY_ITS_DOOR = frozenset({CALLED_BY_PHONE})
"""Ways whose door names itself why they reach nobody, so that one cause is one trouble (`appliance/doors/phones/watch.py`)."""


class Fitted(msgspec.Struct, frozen=True):
    """A way in service, and the task that runs it. `texts` is the modem of the plan with which it was made."""

    messenger: Messenger
    task: asyncio.Task[None]
    texts: Texts | None


class Messaging:
    """The ways of messages of one box; one per daemon. What is said comes from the board's present state alone, so a way that was begun
    anew, or a box after a power cut, goes on by itself.
    """

    def __init__(
        self,
        engine: Engine,
        tasks: Tasks,
        make: Callable[[str], Messenger] = make_messenger,
        prover: Prover | None = None,
    ) -> None:
        self._engine = engine
        self._tasks = tasks
        self._make = make
        self._prover = prover
        self._fitted: dict[str, Fitted] = {}
        self._ending: dict[str, asyncio.Task[None]] = {}
        """Ways that were taken out of service, until they have let go of their line."""
        self._times = 0
        engine.listen(self.change, "messages to people")

    async def keep_saying(self) -> None:
        """Set what has to be said, over and over, until cancelled."""
        while True:
            if self._prover is not None:
                self._prover.look()
            self.change(Change())
            await asyncio.sleep(PHASE_REFRESH_S)

    def change(self, _: Change) -> None:
        """Called by the engine after every change."""
        board = self._engine.board
        addresses = board.index.addresses
        self._let_go(addresses, board.index.plan)
        if self._prover is not None:
            self._prover.change()
        if not addresses:
            return
        told = told_by_address(board, self._engine.clock.now())
        for family, planned in addresses.items():
            if family in self._fitted or self._fit(family):
                fitted = self._fitted[family].messenger
                fitted.expect(planned)
                fitted.say(_to_say(board, family, told) | self._tests(family))

    def _tests(self, family: str) -> dict[str, Message]:
        """Give the tests that stand now."""
        tests = () if self._prover is None else self._prover.to_say(family)
        return {message: Message(to, text, practice=True, test=True) for message, to, text in tests}

    def _fit(self, family: str) -> bool:
        """Put a way into service. One that this release does not have is a trouble, and keeps no other way from its work."""
        try:
            messenger = self._make(family)
        except HardwareError as error:
            self._works(family, str(error))
            return False
        self._times += 1
        name = f"messages by {family}"
        run = functools.partial(messenger.run, functools.partial(self._hear, family))
        before = [self._ending.pop(family)] if family in self._ending else []
        keep = functools.partial(kept_running, name, run, lambda _, why: self._failed(family, why))
        task = self._tasks.start(after(before, keep), name=f"{name} {self._times}")
        self._fitted[family] = Fitted(messenger, task, _texts(family, self._engine.board.index.plan))
        return True

    def _let_go(self, addresses: Mapping[str, frozenset[str]], plan: Plan) -> None:
        """Take ways out of service that the plan has no more, or has with another modem, and forget which addresses they reached."""
        said = (WAY_LOST.word, *AILMENTS)
        for cause in [each.cause for each in self._engine.board.troubles.values() if each.cause.what in said]:
            if (cause.subject or CALLED_BY_TEXT) not in addresses:
                self._engine.report(cause, None)
        for family, fitted in list(self._fitted.items()):
            if family not in addresses or fitted.texts != _texts(family, plan):
                del self._fitted[family]
                fitted.messenger.say({})
                fitted.task.cancel()
                self._ending[family] = fitted.task
        ways = self._engine.heard.ways
        for family, to in list(ways):
            if family not in addresses or (to and to not in addresses[family]):
                del ways[family, to]
        proved = self._engine.heard.ways_proved_ms
        for family, to in [each for each in proved if each[1] not in addresses.get(each[0], ())]:
            del proved[family, to]

    def _hear(self, family: str, report: Report) -> None:
        """Hand in what a way reports. What the board knows already is not handed in, however often a way says it."""
        match report:
            case Said(message) | Replied(message) if self._prover is not None and self._prover.knows(message, family):
                self._hear_of_test(self._prover, report)
            case Said(message, state, why):
                spoken = self._known(message, family)
                self._proved(spoken, is_proof=state is HardwareState.DELIVERED)
                if spoken is not None and spoken.state.value != state.value:
                    self._engine.submit(ReportMessage(message=message, state=MessageState(state.value), why=why))
            case Replied(message, reply):
                spoken = self._known(message, family)
                self._proved(spoken, is_proof=True)
                if spoken is not None and (spoken.reply is None or spoken.reply.value != reply.value):
                    self._engine.submit(ReportReply(message=message, reply=Reply(reply.value)))
            case Reachable(to, why, what):
                if to:
                    self._engine.heard.ways[family, to] = why is None
                elif family in NAMED_BY_ITS_DOOR and why is not None:
                    self._engine.heard.ways[family, ""] = False
                else:
                    self._works(family, why, named=what in AILMENTS)
            case Ails(what, why) if what in AILMENTS:
                says = None if why is None else f"{why.rstrip('.')}. {AILMENTS[what].do}"
                self._engine.report(Cause(AILMENTS[what].word, ""), says)
            case Ails(what, why):
                log.warning("the way %s names an ailment that has no words: %s, %s", family, what, why)

    def _hear_of_test(self, prover: Prover, report: Said | Replied) -> None:
        """Note what became of a test. Any answer proves the way, and is no answer about a call."""
        if isinstance(report, Replied) or report.state is HardwareState.DELIVERED:
            prover.proved(report.message)
        if isinstance(report, Replied) or report.state is HardwareState.FAILED:
            prover.ends(report.message)

    def _proved(self, spoken: Spoken | None, *, is_proof: bool) -> None:
        """Note that a way reached its address: the message is on the person's device, or was answered there."""
        to = None if spoken is None else address_of(self._engine.board, spoken)
        if spoken is not None and to is not None and is_proof:
            self._engine.heard.ways_proved_ms[spoken.way, to] = self._engine.clock.now().mono_ms

    def _failed(self, family: str, why: str | None) -> None:
        """Note that a way had to be begun again. It says itself whether it works now."""
        if why is not None:
            self._works(family, why)

    def _works(self, family: str, why: str | None, *, named: bool = False) -> None:
        """Note whether a way works. One that does not is one trouble, whomever it would reach; none, if its cause is `named` already."""
        self._engine.heard.ways[family, ""] = why is None
        says = None if why is None or named else f"{why.rstrip('.')}. {WAY_LOST.do}"
        self._engine.report(Cause(WAY_LOST.word, family), says)

    def _known(self, message: str, family: str) -> Spoken | None:
        """Give the message of an open call that went by this way. A way can speak of no other way's messages."""
        known = self._engine.board.messages.get(call_of(message), ())
        return next((each for each in known if (each.message, each.way) == (message, family)), None)


def _texts(family: str, plan: Plan) -> Texts | None:
    return plan.texted if family == CALLED_BY_TEXT else None


def _to_say(board: Board, family: str, told: Mapping[Address, list[Told]]) -> dict[str, Message]:
    """Give everything that has to be said by one way now, in the order in which it should be."""
    return {
        spoken.message: Message(
            to, text_of(board, incident, spoken, told.get((family, to), ())), practice=incident.drill is not None
        )
        for incident, spoken in standing(board, family)
        if (to := address_of(board, spoken)) is not None
    }
