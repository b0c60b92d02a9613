"""Computes what a button's contacts do: debounce, a hold, a stuck or a chattering contact. Pure; knows no wire, no lamp, no call."""

from collections import deque
from collections.abc import Mapping

import msgspec

HOLD_MS = 2_000  # Our choice: longer than any hurried press. A hold counts as a contact of its own.
DEBOUNCE_MS = 50  # Mechanical contacts bounce for 1-20 ms. Nobody presses twice within 50 ms.
STUCK_AFTER_MS = 60_000  # Nobody holds a button for a minute; something leans on it.
CHATTER_CLOSURES = 10  # ten closures in ...
CHATTER_WITHIN_MS = 10_000  # ... ten seconds come from a loose wire or a very frightened person. They all count.
CHATTER_QUIET_MS = 60_000  # a loose wire that is quiet for a minute counts as mended


class Counted(msgspec.Struct, frozen=True):
    """A contact's count goes up by one."""

    contact: str


class Wrong(msgspec.Struct, frozen=True):
    """Something is wrong with a contact from now on."""

    what: str
    contact: str


class Right(msgspec.Struct, frozen=True):
    """Something is right again with a contact."""

    what: str
    contact: str


type Sensed = Counted | Wrong | Right


class _Contact(msgspec.Struct):
    closed: bool = False
    closed_ms: int = 0
    opened_ms: int | None = None
    held: bool = False
    stuck: bool = False
    chattering: bool = False
    closures_ms: deque[int] = msgspec.field(default_factory=lambda: deque(maxlen=CHATTER_CLOSURES))

    def released(self, now_ms: int) -> bool:
        """Return whether the contact was open long enough to have been let go, and did not only bounce."""
        return self.opened_ms is None or now_ms - self.opened_ms >= DEBOUNCE_MS


class Contacts:
    """The contacts of one board. `held_as` names the contact for which a held contact counts, if the board has that."""

    def __init__(self, contacts: tuple[str, ...], held_as: Mapping[str, str]) -> None:
        self._held_as = held_as
        self._contacts = {contact: _Contact() for contact in contacts}

    def close(self, contact: str, now_ms: int) -> list[Sensed]:
        """Close the contact. Raises KeyError if the board does not have it."""
        state = self._contacts[contact]
        if state.closed:
            return []
        sensed = self.due(now_ms)
        state.closed = True
        if not state.released(now_ms):
            return sensed  # The same closure goes on: a finger that slips for a moment still holds.
        state.closed_ms, state.held = now_ms, False
        state.closures_ms.append(now_ms)
        sensed.append(Counted(contact))
        full = len(state.closures_ms) == CHATTER_CLOSURES
        if full and now_ms - state.closures_ms[0] < CHATTER_WITHIN_MS and not state.chattering:
            state.chattering = True
            sensed.append(Wrong("chattering", contact))
        return sensed

    def open(self, contact: str, now_ms: int) -> list[Sensed]:
        """Open the contact."""
        state = self._contacts[contact]
        if not state.closed:
            return []
        sensed = self.due(now_ms)
        state.closed, state.opened_ms = False, now_ms
        return sensed

    def due(self, now_ms: int) -> list[Sensed]:
        """Give what time alone brings: a hold, a stuck contact, or the end of chattering."""
        sensed: list[Sensed] = []
        for contact, state in self._contacts.items():
            closed_for = now_ms - state.closed_ms if state.closed else 0
            if closed_for >= HOLD_MS and not state.held:
                state.held = True
                if contact in self._held_as:
                    sensed.append(Counted(self._held_as[contact]))
            if closed_for >= STUCK_AFTER_MS and not state.stuck:
                state.stuck = True
                sensed.append(Wrong("stuck", contact))
            if state.stuck and not state.closed and state.released(now_ms):
                state.stuck = False
                sensed.append(Right("stuck", contact))
            if state.chattering and now_ms - state.closures_ms[-1] >= CHATTER_QUIET_MS:
                state.chattering = False
                sensed.append(Right("chattering", contact))
        return sensed

    def next_deadline(self) -> int | None:
        """Return when `due` next has something to give, in the same milliseconds; None while nothing goes on."""
        deadlines = []
        for state in self._contacts.values():
            if state.closed and not state.stuck:
                deadlines.append(state.closed_ms + (STUCK_AFTER_MS if state.held else HOLD_MS))
            if state.stuck and not state.closed and state.opened_ms is not None:
                deadlines.append(state.opened_ms + DEBOUNCE_MS)
            if state.chattering:
                deadlines.append(state.closures_ms[-1] + CHATTER_QUIET_MS)
        return min(deadlines, default=None)
