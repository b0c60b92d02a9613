"""Takes a device into service: its key, if its family has one, and its entry in the plan. Believes nothing that a stranger claims. A
device is proved by its key, if it has one, and then by the press of a walk test. Shows nothing and rings nothing.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping

from appliance.adoption.entry import NotAdopted, entry, with_button
from appliance.adoption.keys import Keys
from appliance.adoption.known import Known
from appliance.api.ask import Reply
from appliance.api.board.view import room_name_of
from appliance.api.desk.buttons import AdoptButton, ButtonAdopted, ButtonsKnown, StrangerLine
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused, Submission
from appliance.plan.document import PlanDocumentError, to_document
from appliance.plan.ids import KeyId, SounderId
from appliance.plan.lines import button_line
from appliance.plan.model import Button
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from hardware.ports import KeyGiver, Link, SignalSource

log = logging.getLogger("handbell.adoption")


class Adoption:
    """Adopts devices; one per daemon. `adopt_plan` makes a plan document the truth; it raises PlanDocumentError for one that is not
    sound.
    """

    def __init__(
        self,
        engine: Engine,
        credentials: Credentials,
        sources: Mapping[str, SignalSource],
        adopt_plan: Callable[[bytes], Submission],
        keep_rank: Callable[[int], None],
        sounder_links: Callable[[], Mapping[SounderId, Link]] = dict,
    ) -> None:
        self._engine = engine
        self._sources = sources
        self._adopt_plan = adopt_plan
        self._known = Known(engine, sources, sounder_links)
        self._keys = Keys(credentials)
        self.keep_rank = keep_rank
        self._one_at_a_time = asyncio.Lock()

    def known(self, request: int) -> ButtonsKnown:
        """Give every button, sounder and stranger, and the places from which no press comes."""
        return self._known.told(request)

    async def adopt(self, wish: AdoptButton) -> ButtonAdopted | Reply:
        """Take a device into service. A refusal says what was done so far and what to do next; then the plan is as before."""
        async with self._one_at_a_time:
            try:
                return await self._adopted(wish)
            except (NotAdopted, VaultError, PlanDocumentError) as refused:
                return Reply(request=wish.request, ok=False, code="not-adopted", says=str(refused))

    async def keep_key(self, key: KeyId, secret: bytes) -> None:
        """Keep a device's secret under this name, in place of an older one. Raises VaultError."""
        await self._keys.keep(key, secret)

    async def _adopted(self, wish: AdoptButton) -> ButtonAdopted:
        found = tuple(self._known.strangers())
        stranger = next((each for each in found if each.device == wish.device), None)
        button = entry(wish, stranger, self._engine.board.index.plan, found, self._known.finders())
        with_button(self._engine.board.index.plan, button)  # an unsound plan is refused before anything is changed
        made = await self._proves_itself(wish, button, stranger) if button.key else False
        plan = with_button(self._engine.board.index.plan, button)
        outcome = await self._adopt_plan(to_document(plan)).spoken
        if isinstance(outcome, Refused):
            kept = f"Its key is kept under {button.key!r}; adopt it again." if button.key else "Adopt it again."
            raise NotAdopted(f"{outcome.rejection.says} {kept}")
        log.warning("button %s in %s adopted: device %s", button.button, button.room or button.duty, wish.device)
        return ButtonAdopted(
            request=wish.request,
            room_name=room_name_of(self._engine.board, button.button),
            plan_line=button_line(button),
            key_made=made,
            recorded=outcome.recorded,
            keyed=bool(button.key),
            family=button.family,
        )

    async def _proves_itself(self, wish: AdoptButton, button: Button, stranger: StrangerLine | None) -> bool:
        """Keep the device's key, and give it to a device that has none. Return whether the key was made here."""
        key, made = await self._keys.of(wish, button.key, stranger)
        giver: object = self._sources.get(button.family)
        if isinstance(giver, KeyGiver) and stranger is not None and stranger.keyless:
            await self._keys.give(giver, stranger.device, key, button.key)
        return made
