"""Buttons in service and those on their way there: what their wires say, keys for strangers, their entry in the plan.

Believes nothing a stranger claims: what proves a device is its key, and then the press of a walk test. Shows nothing and rings nothing.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping

import msgspec

from appliance.api.button_view import button_lines
from appliance.api.messages import (
    AdoptButton,
    ButtonAdopted,
    ButtonLine,
    ButtonsKnown,
    Reply,
    SounderLine,
    StrangerLine,
)
from appliance.api.sounder_view import sounder_lines
from appliance.api.view import cut_off_lines, uncovered
from appliance.engine.engine import Engine
from appliance.engine.outcome import Refused, Submission
from appliance.plan.check import check
from appliance.plan.devices import device_of
from appliance.plan.document import PlanDocumentError, to_document
from appliance.plan.ids import ButtonId, KeyId, SounderId
from appliance.plan.lines import button_line
from appliance.plan.model import Button, Plan
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError
from hardware.errors import HardwareError
from hardware.ports import Adopter, Link, SignalSource

KEY_LEN = 32  # Noise, as ESPHome uses it: a pre-shared key of 256 bits
GIVE_KEY_WITHIN_S = (
    20.0  # connect, hand over, and the device writes its flash: 2 s where it was measured; a person waits for it
)
NEW_KEY_WITHIN_S = (
    1.0  # ESPHome uses a new key 0.1 s after its answer; asked for it sooner, it would pass for one with a wrong key
)
STRANGERS_SHOWN_MAX = 64  # more than a school adopts in one go; a flood of pretended devices must not fill the line

log = logging.getLogger("handbell.adoption")


class Adoption:
    """One per daemon. `adopt_plan` makes a plan document the truth; it raises PlanDocumentError for one that is not sound."""

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
        self._credentials = credentials
        self._sources = sources
        self._adopt_plan = adopt_plan
        self.keep_rank = keep_rank
        self._sounder_links = sounder_links
        self._one_at_a_time = asyncio.Lock()

    def known(self, request: int) -> ButtonsKnown:
        """Every button, sounder and stranger, and from where no press comes."""
        engine = self._engine
        lines = button_lines(engine.board, engine.heard, engine.clock.now(), engine.kept.ledgers())
        return ButtonsKnown(
            request=request,
            buttons=tuple(self._with_wires(lines)),
            strangers=tuple(self._strangers())[-STRANGERS_SHOWN_MAX:],
            cut_off=cut_off_lines(engine.board, engine.heard),
            uncovered=uncovered(engine.board.index),
            sounders=tuple(self._sounders()),
        )

    async def adopt(self, wish: AdoptButton) -> ButtonAdopted | Reply:
        """Take a device into service. A refusal says what was done so far and what is to be done; its plan is then as before."""
        async with self._one_at_a_time:
            try:
                return await self._adopted(wish)
            except (_NotAdopted, VaultError, PlanDocumentError) as refused:
                return Reply(request=wish.request, ok=False, code="not-adopted", says=str(refused))

    async def keep_key(self, key: KeyId, secret: bytes) -> None:
        """Keep a device's secret under this name, in place of an older one. Raises VaultError."""
        try:
            stored = self._credentials.get(key)
        except VaultError:  # it is lost, and this one comes in its place
            stored = None
        if stored != secret:
            await self._put(key, secret)
            log.warning("the key %s was handed in", key)

    async def _adopted(self, wish: AdoptButton) -> ButtonAdopted:
        stranger = next((each for each in self._strangers() if each.device == wish.device), None)
        button = self._entry(wish, stranger)
        self._with_button(button)  # what would not be sound is refused before anything is touched
        key, made = await self._key(wish, button.key, stranger)
        if stranger is not None and stranger.keyless:
            await self._give_key(stranger, key, button.key)
        outcome = await self._adopt_plan(to_document(self._with_button(button))).spoken
        if isinstance(outcome, Refused):
            raise _NotAdopted(f"{outcome.rejection.says} Its key is kept under {button.key!r}; adopt it again.")
        log.warning("button %s in room %s adopted: device %s", button.button, button.room, wish.device)
        return ButtonAdopted(
            request=wish.request,
            room_name=self._engine.board.index.rooms[button.room].name,
            plan_line=button_line(button),
            key_made=made,
            recorded=outcome.recorded,
        )

    # ---- the entry in the plan

    def _entry(self, wish: AdoptButton, stranger: StrangerLine | None) -> Button:
        family = stranger.family if stranger is not None else next(self._adopters(), ("", None))[0]
        if not family:
            raise _NotAdopted(
                "Nothing here finds devices on the network. Start handbell alert with a family that does."
            )
        self._not_in_service(wish)
        if stranger is None and (wish.key is None or not wish.address):
            found = ", ".join(each.device for each in self._strangers()) or "none"
            raise _NotAdopted(
                f"No device {wish.device!r} was found (found: {found}). Check its power and network, and wait a minute. Where it "
                "cannot be found by itself, give its address and the key it has: --address, --key-file."
            )
        button = Button(
            button=wish.button,
            room=wish.room,
            family=family,
            key=KeyId(wish.button),
            contacts=wish.contacts,
            address=wish.address,
            safe=wish.safe,
        )
        return button if device_of(button) == wish.device else msgspec.structs.replace(button, device=wish.device)

    def _not_in_service(self, wish: AdoptButton) -> None:
        for each in self._engine.board.index.plan.buttons:
            if each.button == wish.button or (device_of(each) == wish.device and each.family in dict(self._adopters())):
                raise _NotAdopted(
                    f"Button {each.button} in room {each.room} is in the plan already. To prove it: handbell buttons test {each.button}"
                )

    def _with_button(self, button: Button) -> Plan:
        plan = self._engine.board.index.plan
        plan = msgspec.structs.replace(plan, buttons=(*plan.buttons, button))
        mistakes = [f"{found.says} {found.do}" for found in check(plan) if not found.warning]
        if mistakes:
            raise _NotAdopted(f"With this button the plan is not sound: {mistakes[0]} Nothing was changed.")
        return plan

    # ---- its key

    async def _put(self, name: KeyId, key: bytes) -> None:
        """In a thread: it waits for the disk four times, and no press waits with it."""
        await asyncio.to_thread(self._credentials.keep, name, key)
        self._credentials.tell()

    async def _key(self, wish: AdoptButton, name: KeyId, stranger: StrangerLine | None) -> tuple[bytes, bool]:
        """The device's key, stored before the device gets it: a power cut in between must not lock it out."""
        stored, given = self._credentials.get(name), wish.key
        if given is not None and len(given) != KEY_LEN:
            raise _NotAdopted(f"A key is {KEY_LEN} bytes, this one {len(given)}. Nothing was changed.")
        if stored is not None and len(stored) != KEY_LEN:
            raise _NotAdopted(
                f"The credential store has a secret named {name!r} that is no key: it has {len(stored)} bytes, a key has {KEY_LEN}. "
                f"Remove {self._credentials.file(name)} and its copy {self._credentials.copy(name)}, or choose another --button. "
                "Nothing was changed."
            )
        if given is not None and stored is not None and given != stored:
            raise _NotAdopted(
                f"The credential store has another key named {name!r}. Choose another --button, or leave --key-file out to use "
                "the stored one. Nothing was changed."
            )
        if stored is not None:
            return stored, False
        if given is None and (stranger is None or not stranger.keyless):
            raise _NotAdopted(
                f"{wish.device} has a key already, and this box does not know it. Give it with --key-file, or reset the device so "
                "that it has none. Nothing was changed."
            )
        key = given or secrets.token_bytes(KEY_LEN)
        await self._put(name, key)
        return key, given is None

    async def _give_key(self, stranger: StrangerLine, key: bytes, name: KeyId) -> None:
        """What is unsure afterwards (the answer was lost) is made sure by adopting again: the same key is offered again."""
        again = f"Not in the plan yet. Its key is kept under {name!r}: adopt it again, and the same key is used."
        adopter = dict(self._adopters())[stranger.family]
        try:
            async with asyncio.timeout(GIVE_KEY_WITHIN_S):
                await adopter.give_key(stranger.device, key)
                await asyncio.sleep(NEW_KEY_WITHIN_S)
        except HardwareError as error:
            raise _NotAdopted(f"{stranger.device} did not take its key: {error}. {again}") from error
        except TimeoutError as error:
            says = (
                f"{stranger.device} did not answer within {GIVE_KEY_WITHIN_S:.0f} s when it was given its key. {again}"
            )
            raise _NotAdopted(says) from error

    # ---- wires

    def _adopters(self) -> Iterator[tuple[str, Adopter]]:
        return ((family, source) for family, source in self._sources.items() if isinstance(source, Adopter))

    def _strangers(self) -> Iterator[StrangerLine]:
        for family, adopter in self._adopters():
            for each in adopter.strangers():
                yield StrangerLine(
                    device=_printable(each.device),
                    family=family,
                    mac=_printable(each.mac),
                    address=_printable(each.address),
                    claims=_printable(each.claims),
                    keyless=each.keyless,
                    found=each.found,
                )

    def _sounders(self) -> Iterator[SounderLine]:
        links = self._sounder_links()
        for line in sounder_lines(self._engine.board, self._engine.heard, self._engine.clock.now()):
            link = links.get(SounderId(line.sounder))
            yield (
                line
                if link is None
                else msgspec.structs.replace(
                    line,
                    device=_printable(link.device),
                    connected_at=link.connected_at,
                    firmware=_printable(link.firmware),
                    plays=_printable(link.lamp),
                )
            )

    def _with_wires(self, lines: tuple[ButtonLine, ...]) -> Iterator[ButtonLine]:
        links = {ButtonId(button): link for _, adopter in self._adopters() for button, link in adopter.links().items()}
        for line in lines:
            link = links.get(ButtonId(line.button))
            yield (
                line
                if link is None
                else msgspec.structs.replace(
                    line,
                    device=_printable(link.device),
                    connected_at=link.connected_at,
                    firmware=_printable(link.firmware),
                    shows=_printable(link.lamp),
                )
            )


class _NotAdopted(Exception):
    """Why a device was not adopted, and what to do; in words for whoever asked."""


def _printable(text: str) -> str:
    """What a device says of itself goes to a terminal: nothing that one might obey, and no more than a line."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)[:120]
