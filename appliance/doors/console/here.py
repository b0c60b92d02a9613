"""Knows who is at one console and what they may do there. Decides nothing about calls; knows no socket."""

import asyncio
from collections.abc import Callable

from appliance.api.access import Reads, administering
from appliance.core.ground.words import Actor
from appliance.core.people.commands import NoteProof, NoteReading
from appliance.doors.console.inside import Inside
from appliance.doors.page.opening import Opened
from appliance.doors.peer import Peer
from appliance.doors.sitting.sitting import Sitting
from appliance.engine.outcome import Outcome
from appliance.plan.ids import DeskId


class Here:
    """One console. `desk` is None if the console only watches.

    `counts_for` is the desk that the console makes connected and attended: None if it shows no calls. `touched_s` is when a person last
    touched a key here, as the loop counts. `show_anew` is called when the console may read other things than before.
    """

    def __init__(self, inside: Inside, peer: Peer, show_anew: Callable[[], None], *, may_adopt: bool) -> None:
        self.inside = inside
        self.peer = peer
        self.name = "console"
        self.desk: DeskId | None = None
        self.counts_for: DeskId | None = None
        self.may_adopt = may_adopt
        self.show_anew = show_anew
        self.sitting = Sitting(show_anew, inside.proving.has)
        self.private: Opened | None = None
        """The private line to the browser of this desk for which this console was given the keys."""
        self._loop = asyncio.get_running_loop()
        self.touched_s = self._loop.time()

    @property
    def keeps_the_box(self) -> bool:
        """Return whether an administrator is at the other end, on the box's own command line and at no desk."""
        return self.desk is None and self.may_adopt

    def reads(self) -> Reads:
        """Give what this console may read now."""
        if self.keeps_the_box:
            return administering()
        return self.sitting.reads(self.inside.engine.board, self.desk)

    def touched(self) -> None:
        """Note that a person touched a key here."""
        self.sitting.touched()
        self.touched_s = self._loop.time()
        if self.counts_for is not None:
            self.inside.engine.desk_touched(self.counts_for)

    async def noted(self, command: NoteProof | NoteReading) -> Outcome:
        """Write an entry about a proof or a view before it happens (promise 7: views are entries too)."""
        assert self.desk is not None, "nobody proves anything where nobody sits"
        by = Actor(self.desk, self.inside.engine.board.operators.get(self.desk))
        return await self.inside.engine.submit(command, by).spoken
