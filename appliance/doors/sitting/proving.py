"""Checks PINs for every desk: one at a time, in a thread, never on the loop. Knows no messages; records and shows nothing."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping

from appliance.api.desk.people import PinLine
from appliance.api.records.own_page_line import OWN_PAGE
from appliance.core.ground.rejections import Rejection
from appliance.doors.sitting.tries import Trier, Tries
from appliance.plan.ids import DeskId, PersonId
from appliance.plan.index import PlanIndex
from appliance.plan.model import Person
from appliance.record import reporter_code
from appliance.record.words import ItemId
from appliance.vault.errors import VaultError
from appliance.vault.people import People, why_not
from appliance.vault.slow_hash import SlowHash

CODES = "the codes of all records"
"""The codes of all records share one wait: otherwise somebody could go on to the next record, and guess as often as there are records."""
CODES_IN_BROWSERS = "the codes of all records, typed in a browser"
"""Whoever is in the building's network may type codes there. Wrong ones keep nobody waiting at a desk, so the wait is another."""
OPENS_NOTHING = "That code opens nothing in this record. Look at your receipt again, also for the record's number."
IN_NO_PLAN = DeskId("")
"""All consoles whose desk is in no plan share one wait: otherwise each invented desk name would give more guesses."""

log = logging.getLogger("handbell.doors")


class Proving:
    """Checks PINs; one for the door. Each check takes 19 MiB and half a core for a tenth of a second, so only one runs at any time.

    `plan` is the adopted plan: waits are kept only for its people and its desks.
    """

    def __init__(self, people: People, codes: SlowHash, plan: Callable[[], PlanIndex]) -> None:
        self._people = people
        self._codes = codes
        self._plan = plan
        self._tries = Tries()
        self._one_at_a_time = asyncio.Lock()
        self._loop = asyncio.get_running_loop()

    @property
    def possible(self) -> bool:
        """Return whether anybody at all could prove who they are. On a box without PINs, nothing is withheld because nobody proved
        themselves.
        """
        return self._people.any

    def has(self, person: PersonId) -> bool:
        """Return whether the person has a PIN, and so could have proved who they are."""
        return self._people.has(person)

    def known(self, people: Iterable[Person]) -> tuple[PinLine, ...]:
        """Say which of these people have a PIN, and since when. Raises VaultError."""
        return tuple(
            PinLine(
                person=each.person,
                name=each.name,
                roles=each.roles,
                since_wall_ms=self._people.since_ms(each.person),
            )
            for each in people
        )

    async def why_not(self, person: PersonId, desk: DeskId, secret: str) -> str:
        """Say why this person has not proved who they are, and what to do; empty when they have."""
        if person not in self._plan().people:
            return f"{Rejection.NO_SUCH_PERSON.says} On the box, who is in it and by which id: handbell people list"
        if not self._people.has(person):
            return f"No PIN is set for {person}. An administrator sets one on the box: handbell people set-pin {person}"
        async with self._one_at_a_time:
            trier = self._trier(person, desk)
            wait_s = self._tries.wait_s(trier, self._loop.time())
            if wait_s > 0:
                return f"Wait {max(1, round(wait_s))} s, then try again. Calls are answered without a PIN."
            try:
                right = await asyncio.to_thread(self._people.is_right, person, secret)
            except VaultError as error:
                log.error("a PIN could not be checked: %s", error)
                return f"The box could not check it. Tell the box's administrator: {error}"
            if right:
                self._tries.right(trier)
                return ""
            self._tries.wrong(trier, self._loop.time())
            log.warning("wrong PIN of %a at desk %a", person, desk)
            return "That is not the PIN. Try again. Calls are answered without one."

    async def hash_code(self, code: str) -> str:
        """Give the hash of a reporter's code, which is what is kept. Raises VaultError."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(self._codes.make, code)

    async def whose_code(self, desk: DeskId, typed: str, given: Mapping[ItemId, str]) -> tuple[ItemId] | str:
        """Give the reporter who was given this code in a record, out of the record's codes; otherwise say why not, and what to do.

        A right code does not cancel earlier wrong ones: it may be the code of another record.
        """
        code = reporter_code.normalised(typed)
        if code is None:
            return reporter_code.why_not(typed)
        async with self._one_at_a_time:
            trier = self._trier(CODES_IN_BROWSERS if desk == OWN_PAGE else CODES, desk)
            wait_s = self._tries.wait_s(trier, self._loop.time())
            if wait_s > 0:
                return f"Wait {max(1, round(wait_s))} s, then try again."
            for reporter, hashed in given.items():
                if await asyncio.to_thread(self._codes.is_right, code, hashed):
                    return (reporter,)
            self._tries.wrong(trier, self._loop.time())
        return OPENS_NOTHING

    async def set(self, person: PersonId, secret: str, *, in_place_of_one: bool = False) -> str:
        """Give a person a PIN; with `in_place_of_one`, only if they have one. Say why that was not done, and what to do; empty when it
        was.
        """
        wrong = why_not(secret)
        if wrong:
            return wrong
        async with self._one_at_a_time:
            if in_place_of_one and not self._people.has(person):
                return "Your PIN was taken away meanwhile. An administrator of the box gives another."
            try:
                await asyncio.to_thread(self._people.set, person, secret)
            except VaultError as error:
                return str(error)
        return ""

    async def take(self, person: PersonId) -> str:
        """Take a person's PIN away. Say why that was not done, and what to do; empty when it was."""
        async with self._one_at_a_time:
            if not self._people.has(person):
                return f"{person} has no PIN. Nothing was changed."
            try:
                await asyncio.to_thread(self._people.forget, person)
            except VaultError as error:
                return str(error)
        return ""

    def _trier(self, secret: str, desk: DeskId) -> Trier:
        return secret, desk if desk in self._plan().desks else IN_NO_PLAN
