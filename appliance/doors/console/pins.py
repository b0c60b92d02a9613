"""Sets PINs, takes them away and lists them, for the desk line. Decides who may; keeps no secret and shows nothing. A change is made
first and written as an entry afterwards, so the entry is true. A PIN that was taken away opens nothing from that moment on, also at a
console where somebody proved themselves with it (`appliance.doors.sitting.sitting`).
"""

import logging
from typing import assert_never

import msgspec

from appliance.api.access import Reads
from appliance.api.ask import Answer, Reply
from appliance.api.desk.people import AskPeople, PeopleKnown, SetPin, TakePin
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.words import Actor
from appliance.core.people.commands import NotePin, NotePinTaken
from appliance.doors.console.replies import COMMAND_LINE, not_allowed, reply_to
from appliance.doors.sitting.proving import Proving
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused
from appliance.plan.ids import DeskId, PersonId
from appliance.vault.errors import VaultError

log = logging.getLogger("handbell.doors")


class Pins(msgspec.Struct, frozen=True):
    """Answers one line's questions about PINs."""

    engine: Engine
    proving: Proving

    async def answer(
        self, message: SetPin | TakePin | AskPeople, desk: DeskId | None, reads: Reads, *, keeps_the_box: bool
    ) -> Answer:
        """Give the answer for whoever sits at this desk and reads this. `keeps_the_box`: an administrator at no desk."""
        match message:
            case SetPin():
                return await self._set(message, desk, keeps_the_box=keeps_the_box)
            case TakePin():
                return await self._take(message, keeps_the_box=keeps_the_box)
            case AskPeople():
                return self._known(message, reads)
            case _:
                assert_never(message)

    async def _set(self, message: SetPin, desk: DeskId | None, *, keeps_the_box: bool) -> Reply:
        """Set a PIN: an administrator may set anybody's; at a desk, a person may set their own, with the PIN they had before."""
        person = message.person
        if not self._planned(person):
            return reply_to(message.request, Refused(Rejection.NO_SUCH_PERSON))
        if desk is None and not keeps_the_box:
            return not_allowed(message.request, "set a PIN")
        why_not = await self.proving.why_not(person, desk, message.before) if desk is not None else ""
        why_not = why_not or await self.proving.set(person, message.secret, in_place_of_one=desk is not None)
        if why_not:
            return Reply(request=message.request, ok=False, code="pin-not-set", says=why_not)
        by = Actor(COMMAND_LINE) if desk is None else Actor(desk, person)
        return reply_to(message.request, await self.engine.submit(NotePin(person=person), by).spoken)

    async def _take(self, message: TakePin, *, keeps_the_box: bool) -> Reply:
        if not keeps_the_box:
            return not_allowed(message.request, "take a PIN away")
        if not self._planned(message.person):
            return reply_to(message.request, Refused(Rejection.NO_SUCH_PERSON))
        why_not = await self.proving.take(message.person)
        if why_not:
            return Reply(request=message.request, ok=False, code="pin-not-taken", says=why_not)
        taken = NotePinTaken(person=message.person)
        return reply_to(message.request, await self.engine.submit(taken, Actor(COMMAND_LINE)).spoken)

    def _known(self, message: AskPeople, reads: Reads) -> PeopleKnown | Reply:
        if not reads.may(PeopleKnown, "people"):
            return not_allowed(message.request, "see who has a PIN")
        try:
            people = self.proving.known(self.engine.board.index.plan.people)
        except VaultError as error:
            log.error("who has a PIN could not be read: %s", error)
            return Reply(request=message.request, ok=False, code="not-known", says=str(error))
        return PeopleKnown(request=message.request, people=people)

    def _planned(self, person: PersonId) -> bool:
        return person in self.engine.board.index.people
