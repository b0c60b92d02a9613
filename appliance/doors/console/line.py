"""Runs one console's line: who it is, what it does, and when its questions are answered. Decides nothing about calls."""

import asyncio
import functools
import logging
from typing import Protocol

import msgspec

from appliance.api.access import Reads
from appliance.api.ask import Reply
from appliance.api.desk.frames import PLAN_ASK_LEN_MAX, from_desk
from appliance.api.desk.line import PROTOCOL, Act, Attach, Present, Welcome
from appliance.api.desk.messages import FromDesk
from appliance.api.page.desk import PrivateOver
from appliance.api.records.own_page_line import ONLY_OWN_PAGES, OWN_PAGE
from appliance.core.commands import DeskCommand
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.doors.console.casting import why_not_cast
from appliance.doors.console.here import Here
from appliance.doors.console.inside import Inside
from appliance.doors.console.replies import COMMAND_LINE, only_watches, reply_to
from appliance.doors.console.table import Table
from appliance.doors.giving_way import Answers, after_receipts
from appliance.doors.page.desks import NOT_PAIRED
from appliance.doors.page.opening import browser_of
from appliance.doors.peer import Peer
from appliance.doors.served_line import OUTSTANDING_MAX, ServedLine
from appliance.doors.sitting.own_pages import may_ask
from appliance.engine.outcome import Outcome
from appliance.plan.ids import DeskId, PersonId

NAME_LEN_MAX = 64  # of a desk or a client, in characters: both appear in log lines

log = logging.getLogger("handbell.doors")


class Door(Protocol):
    """What a line tells the door that serves it."""

    def full(self, peer: Peer) -> str | None:
        """Say why no more consoles of this peer are taken, or None."""
        ...

    def attached(self, line: "ConsoleLine") -> None:
        """Note that the line said which desk it is, and was welcomed."""
        ...

    def drained(self, line: "ConsoleLine") -> None:
        """Note that the line may be sent something newer."""
        ...

    def left(self, line: "ConsoleLine") -> None:
        """Note that the line ended."""
        ...


class ConsoleLine(ServedLine[FromDesk]):
    """The line of one console. `attached` tells whether it said who it is (`appliance.doors.console.here`).

    `newest` is the version of the last board sent to it. `shown_as` is what the console could read then. `told` is the version up to
    which it was sent the calls that moved.
    """

    def __init__(self, peer: Peer, door: Door, inside: Inside, answers: Answers, *, may_adopt: bool) -> None:
        super().__init__(from_desk(), peer, "console")
        self._answers = answers
        self.attached = False
        self.newest = -1
        self.shown_as: Reads | None = None
        self.told = -1
        self._door = door
        self._inside = inside
        self._here = Here(inside, peer, self._show_anew, may_adopt=may_adopt)
        self._table = Table(self._here)

    @property
    def desk(self) -> DeskId | None:
        """Give the desk where the console is; None if it only watches."""
        return self._here.desk

    @property
    def counts_for(self) -> DeskId | None:
        """Give the desk that the console makes connected and attended."""
        return self._here.counts_for

    @property
    def touched_s(self) -> float:
        """Give when a person last touched a key here, as the loop counts."""
        return self._here.touched_s

    def operator_is(self, person: PersonId | None) -> None:
        """Note who acts at this line's desk from now on."""
        self._here.sitting.operator_is(person)

    def look_at_private(self) -> None:
        """Say so if the browser is not paired any more for which this console was given keys."""
        opened, board = self._here.private, self._inside.engine.board
        if opened is None:
            return
        known = browser_of(board, opened.what.page)
        if known is None or known[1].public_key != opened.public_key:
            self._here.private = None
            self.send(PrivateOver(page=opened.what.page, says=NOT_PAIRED))

    def reads(self) -> Reads:
        """Give what this console may read now."""
        return self._here.reads()

    def take(self, message: FromDesk) -> None:
        if isinstance(message, Attach):
            self._attach(message)
        elif not self.attached:
            self.refuse("The first thing to say on this line is which desk it is (attach).")
        elif self.desk == OWN_PAGE and not may_ask(message):
            self.refuse(ONLY_OWN_PAGES)
        elif isinstance(message, Present):
            self._here.touched()
        elif isinstance(message, Act):
            self._act(message)
        elif not self.queue(message):
            self._too_busy(message.request)

    async def answer(self, message: FromDesk) -> None:
        began_s = await self._answers.turn()
        await after_receipts(self._inside.engine)
        try:
            match message:
                case Attach() | Present() | Act():
                    raise AssertionError("answered as they come, never queued")
                case _:
                    self.send(await self._table.answer(message))
        finally:
            self._answers.done(began_s)

    def lost(self) -> None:
        self._here.sitting.end()
        self._door.left(self)

    def has_drained(self) -> None:
        self._door.drained(self)

    # ---- who it is

    def _attach(self, message: Attach) -> None:
        why_not = "This line said already which desk it is." if self.attached else self._why_not(message)
        if why_not is not None:
            self.refuse(why_not)
            return
        board = self._inside.engine.board
        self.attached = True
        self._here.desk = message.desk
        self._here.counts_for = message.desk if message.shows_calls else None
        self._here.sitting.beside = not message.shows_calls
        self.name = self._here.name = f"console {message.client!a} at desk {message.desk!a}"
        if self._here.may_adopt:
            self._reader.framer.len_max = PLAN_ASK_LEN_MAX
        log.info("%s attached (%s)", self.name, self.peer)
        self.send(Welcome(building=board.index.plan.building, epoch=board.epoch, desk=message.desk))
        self._door.attached(self)

    def _why_not(self, message: Attach) -> str | None:
        if message.protocol != PROTOCOL:
            return f"This box speaks version {PROTOCOL} of the desk line, the console {message.protocol}. Update it."
        if len(message.client) > NAME_LEN_MAX or len(message.desk or "") > NAME_LEN_MAX:
            return f"Names of desks and clients are at most {NAME_LEN_MAX} characters."
        desks = self._inside.engine.board.index.desks
        # Without a plan there are no desks, so any desk name is taken: a new box is heard before it is set up.
        own_page = message.desk == OWN_PAGE and not message.shows_calls
        if message.desk is None or not desks or message.desk in desks or own_page:
            return self._door.full(self.peer)
        return f"The plan has no desk {message.desk!r}. It has: {', '.join(sorted(desks))}. Start the console as one of them."

    # ---- what it does

    def _act(self, message: Act) -> None:
        by = self._actor(message.command)
        if by is None:
            if message.command.traits.care:
                says = "Without a desk only root and the group handbell-admin may do this. Run it with sudo."
                self.send(Reply(request=message.request, ok=False, code="watching", says=says))
            else:
                self.send(only_watches(message.request, "act"))
            return
        if self._must_prove(message.command):
            says = Rejection.PROVE_FIRST.says
            self.send(Reply(request=message.request, ok=False, code=Rejection.PROVE_FIRST.value, says=says))
            return
        if (not_cast := why_not_cast(self._inside, message.command)) is not None:
            self.send(Reply(request=message.request, ok=False, code=not_cast.value, says=not_cast.says))
            return
        if not self.started():
            self._too_busy(message.request)
            return
        if not message.command.traits.by_itself:
            self._here.touched()
        submission = self._inside.engine.submit(printable(message.command), by)
        submission.spoken.add_done_callback(functools.partial(self._acted, message.request))

    def _actor(self, command: DeskCommand) -> Actor | None:
        """Give the actor in whose name this line acts; None if it may only watch."""
        if self.desk is not None:
            if command.traits.signed and not self.reads().proven:
                return Actor(self.desk)
            return Actor(self.desk, self._inside.engine.board.operators.get(self.desk))
        return Actor(COMMAND_LINE) if self._here.keeps_the_box and command.traits.care else None

    def _must_prove(self, command: DeskCommand) -> bool:
        """Return whether a PIN is asked for first. An administrator at no desk needs none, since the kernel says who that is."""
        if not command.traits.needs_proof or self.desk is None:
            return False
        return self._inside.proving.possible and not self.reads().proven

    def _acted(self, request: int, spoken: asyncio.Future[Outcome]) -> None:
        self.finished()
        if not spoken.cancelled():
            self.send(reply_to(request, spoken.result()))

    def _too_busy(self, request: int) -> None:
        says = f"More than {OUTSTANDING_MAX} requests of this console wait already. Wait for their answers."
        self.send(Reply(request=request, ok=False, code=Rejection.TOO_BUSY.value, says=says))

    def _show_anew(self) -> None:
        """Have the board sent again, because what may be read here has changed."""
        self.newest = -1
        self._door.drained(self)


def printable(command: DeskCommand) -> DeskCommand:
    """Give the command without any control characters in its texts: a terminal might obey them, and other desks will show them."""
    changes = {
        field: "".join(letter if letter.isprintable() else " " for letter in text)
        for field in command.__struct_fields__
        if type(text := getattr(command, field)) is str and not text.isprintable()
    }
    return msgspec.structs.replace(command, **changes) if changes else command
