"""Runs the door of the desk phones on a unix socket. Only the process of the phones may open it: the kernel names its user. That process
speaks to a telephone system, so it may crash, hang or be taken over. It is believed in nothing that this door can check.
"""

import asyncio
import logging
import os
import pwd
import socket
from pathlib import Path
from typing import Protocol, assert_never

import msgspec

from appliance.api.phones.messages import (
    CALLS_MAX,
    Alive,
    Dialled,
    Ended,
    FromPhones,
    Key,
    Lines,
    Registration,
    Ring,
    Rings,
    RingState,
    Setup,
)
from appliance.core.ground.events import PlanAdopted
from appliance.doors.counted_line import CountedLine
from appliance.doors.flooded import Flooded
from appliance.doors.listening import Listener, ours_until_cancelled
from appliance.doors.peer import Peer, peer_of
from appliance.doors.phones import phrases
from appliance.doors.phones.inbound import Inbound, Take
from appliance.doors.phones.line import PhonesLine
from appliance.doors.phones.quoted import quoted
from appliance.doors.phones.rings import RingBook, Way
from appliance.doors.phones.there import Phrases
from appliance.doors.phones.watch import SUBJECT, Seen, Watch
from appliance.doors.served_line import KERNEL_BUFFER_LEN
from appliance.engine.change import Change
from appliance.engine.engine import Engine
from appliance.plan.telephones import Telephone
from appliance.words.troubles import PHONES_FLOODED, PHONES_UNREGISTERED

SOCKET_MODE = 0o660  # the group of the phones' process only
PHONES_USER = "handbell-phones"
SWEEP_S = 1.0  # as often as at the desks
SOON_S = 0.02  # one press makes several changes, which are told together; a person notices no fiftieth of a second
PHRASES_EACH_S = 30.0
"""How often the folder of phrases is looked at: a plan is adopted a few times a year, and its phrases are recorded within minutes."""

NEWER = "Another line of the phones was opened."
NOT_PLANNED = "The plan has no phone system any more."
STOPPING = "The alert daemon is stopping. Connect again in a moment."

log = logging.getLogger("handbell.doors")


class DrivenWay(Way, Protocol):
    """The way to desk phones, as this door drives it."""

    def listen(self, listener: "Callback") -> None: ...
    def serve(self, served: bool, why: str | None = None) -> None: ...


class Callback(Protocol):
    """What is called without any news: whoever is called looks itself."""

    def __call__(self) -> None: ...


class PhonesRights(msgspec.Struct, frozen=True):
    """Which users may open the door. `phones_uid` None: this system has no such user, as in a trial; then everything runs as
    `owner_uid`.
    """

    owner_uid: int
    phones_uid: int | None

    @classmethod
    def here(cls) -> "PhonesRights":
        """Make the rights for the user of this process and the users of this system."""
        try:
            phones_uid = pwd.getpwnam(PHONES_USER).pw_uid
        except KeyError:
            phones_uid = None
        return cls(os.geteuid(), phones_uid)

    def may_open(self, peer: Peer) -> bool:
        """Return whether this peer may speak for desk phones. No user of a desk may."""
        return peer.uid == (self.owner_uid if self.phones_uid is None else self.phones_uid)


class PhonesDoor:
    """Serves the process of the phones until `run` is cancelled. `take` hands in a call, `way` says what shall ring, and `folder` holds the
    recorded phrases by the digest of their plan.
    """

    def __init__(
        self,
        engine: Engine,
        take: Take,
        listening: socket.socket,
        way: DrivenWay,
        folder: Path,
        rights: PhonesRights | None = None,
    ) -> None:
        self._engine = engine
        self._way = way
        self._folder = folder
        self._listening = listening
        self._rights = rights or PhonesRights.here()
        self._loop = asyncio.get_running_loop()
        self._flooded = Flooded(engine.report, PHONES_FLOODED, SUBJECT)
        self._inbound = Inbound(engine, take, self._flooded, self._tell_soon)
        self._book = RingBook(way)
        self._watch = Watch(engine.report)
        self._line: PhonesLine | None = None
        self._phrases = Phrases()
        self._looked: str | None = None
        """The digest of the plan whose phrases were looked for."""
        self._missing: tuple[str, ...] | None = None
        self._setup: Setup | None = None
        self._rings: tuple[Ring, ...] = ()
        self._why: str | msgspec.UnsetType | None = msgspec.UNSET
        self._lines = CALLS_MAX, ""
        self._soon: asyncio.TimerHandle | None = None
        self._ignored = CountedLine(log, "words of the phones that cannot be, and changed nothing: %d, the last a %s")
        way.listen(self._tell_soon)
        engine.listen(self._hear_of, "desk phones")

    async def run(self) -> None:
        """Take connections, tell what changes, and look after the line, until cancelled."""
        with ours_until_cancelled(self._listening) as listening:
            await self._serve(Listener(listening, self._admit))

    async def _serve(self, listener: Listener) -> None:
        phrases_s = -PHRASES_EACH_S
        try:
            while True:
                now_s = self._loop.time()
                if now_s - phrases_s >= PHRASES_EACH_S or self._looked != self._engine.board.plan_digest:
                    phrases_s = now_s
                    await self._look_for_phrases()
                if self._line is not None:
                    self._line.look(now_s)
                self._inbound.look(now_s)
                self._flooded.look(now_s)
                self._tell()
                await asyncio.sleep(SWEEP_S)
        finally:
            if self._soon is not None:
                self._soon.cancel()
            await listener.close()
            self._way.serve(False)
            if self._line is not None:
                self._line.say_last(STOPPING)

    # ---- what a line needs

    def came(self, line: PhonesLine) -> None:
        """Speak on this line from now on. Nothing rings at its other end yet, and nobody is on a call there."""
        former, self._line = self._line, line
        if former is not None:
            former.push_out(NEWER)
        self._forget_line()
        self._tell()

    def left(self, line: PhonesLine) -> None:
        """Note that a line ended."""
        if line is self._line:
            self._line = None
            self._forget_line()
            self._tell()

    def hears(self, line: PhonesLine, message: FromPhones) -> None:
        """Take what the process says, if it is the one that speaks for the phones now, and the plan has any."""
        if line is not self._line or self._setup is None:
            self._ignored.count(self._loop.time(), type(message).__name__)
            return
        now_s, could_be = self._loop.time(), True
        match message:
            case Dialled():
                self._inbound.dialled(message, now_s)
            case Ended(call=call):
                self._inbound.ended(call)
            case RingState():
                could_be = self._book.heard(message, now_s)
            case Key():
                could_be = self._book.key(self._engine.board, message, now_s)
            case Registration(why=why):
                self._why = why
            case Lines(working=working, why=why):
                self._lines = working, why
            case Alive():
                pass
            case _:
                assert_never(message)
        if not could_be:  # also a key or a state that crossed what we sent
            self._ignored.count(now_s, type(message).__name__)
        self._tell_soon()

    # ---- inside

    def _admit(self, connection: socket.socket) -> PhonesLine | None:
        peer = peer_of(connection)
        if not self._rights.may_open(peer):
            log.warning("%s may not speak for desk phones: only user %s may", peer, PHONES_USER)
            return None
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BUFFER_LEN)
        return PhonesLine(peer, self)

    def _forget_line(self) -> None:
        self._setup, self._rings = None, ()
        self._why, self._lines = msgspec.UNSET, (CALLS_MAX, "")
        self._book.begin_anew()
        self._inbound.begin_anew()

    def _hear_of(self, change: Change) -> None:
        if self._line is not None or any(isinstance(event, PlanAdopted) for event in change.shown):
            self._tell_soon()

    def _tell_soon(self) -> None:
        if self._soon is None:
            self._soon = self._loop.call_later(SOON_S, self._tell)

    def _tell(self) -> None:
        """Tell the process what is new, and whoever looks after the phones what is wrong."""
        if self._soon is not None:
            self._soon.cancel()
            self._soon = None
        planned = self._engine.board.index.plan.dialled
        now_s = self._loop.time()
        self._watch.look(
            Seen(
                planned=planned is not None,
                connected=self._line is not None,
                why=self._why,
                lines=self._lines,
                missing=self._missing,
            ),
            now_s,
        )
        self._serve_way()
        line = self._line
        if line is None:
            return
        if planned is None:
            if self._setup is not None:
                line.say_last(NOT_PLANNED)
            return
        setup = setup_of(planned, self._phrases)
        if setup != self._setup:
            self._setup = setup
            line.send(setup)
            self._inbound.told_nothing()
        rings = self._book.rings(self._engine.board, self._phrases, now_s)
        if rings != self._rings:
            self._rings = rings
            line.send(Rings(rings=rings))
        for news in self._inbound.news(self._phrases):
            line.send(news)

    def _serve_way(self) -> None:
        """Tell the way whether phones can be rung. While that is not known yet, its messages wait for a moment."""
        if self._line is not None and self._why is None:
            self._way.serve(True)
        elif self._line is not None and self._watch.unregistered:
            why = quoted(self._why) if isinstance(self._why, str) else ""
            self._way.serve(True, f"{PHONES_UNREGISTERED.says}{why}")
        else:
            self._way.serve(False)

    async def _look_for_phrases(self) -> None:
        """Look which phrases are there. A disk that does not answer holds up nothing but this look and the next."""
        board = self._engine.board
        digest, plan = board.plan_digest, board.index.plan
        if not digest or self._engine.board.index.plan.dialled is None:
            self._looked, self._missing, self._phrases = digest, None, Phrases()
            return
        found = await asyncio.to_thread(phrases.look, self._folder, digest)
        if digest != self._looked:
            self._watch.begin_phrases_anew()
        self._looked, self._phrases = digest, found
        self._missing = phrases.missing(plan, found)


def setup_of(planned: Telephone, there: Phrases) -> Setup:
    """Give what the process needs to know of the plan."""
    return Setup(
        pbx=planned.pbx,
        port=planned.at_port,
        transport=planned.transport.value,
        user=planned.account,
        extension=planned.extension,
        phrases=there.digest,
    )
