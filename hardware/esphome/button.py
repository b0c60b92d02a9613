"""Handles one planned call button: tells it where it stands, and hears it through its `Voice`. Does not know how the button is reached."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.esphome.address_book import Met
from hardware.esphome.named import Named
from hardware.esphome.peer import Value
from hardware.esphome.voice import WANTS, Voice
from hardware.esphome.wire import TELL, phase_told, receipts_told
from hardware.ports import Feedback, Fitting, Link, Phase
from hardware.signals import Signal
from hardware.uncounted import Uncounted

if TYPE_CHECKING:
    # imported only for its name: it brings a client library with it (see Lan)
    from hardware.esphome.session import Session


class Button:
    """One planned button, which a keeper looks after. `feedback` is what the button was told last, or will be told when it connects."""

    wants = WANTS

    def __init__(
        self, name: str, fitting: Fitting, key_of: Callable[[str], bytes | None], hear: Callable[[Signal], None]
    ) -> None:
        self.name = name
        self.fitting = fitting
        self.hear = hear
        self.feedback: Feedback | None = None
        self._uncounted = Uncounted()
        self._key_of = key_of
        self._session: Session | None = None
        self._voice: Voice | None = None

    def follow(self, before: "Button") -> None:
        """Take the place of `before`, whose device or typed address the plan has changed."""
        self.feedback = before.feedback
        self._uncounted = before._uncounted

    def key(self) -> bytes | None:
        """Return the key that the credential store has now."""
        return self._key_of(self.name)

    def link(self) -> Link:
        """Return the state of its wire."""
        if self._session is None or self._voice is None:
            return Link(self.fitting.device, "", "", "")
        return Link(self.fitting.device, str(self._session.peer), self._session.firmware, self._voice.lamp)

    def tell(self, feedback: Feedback) -> None:
        """Tell the button now, or when it comes back."""
        self.feedback = feedback
        if self._session is not None and self._voice is not None:
            self._session.call(
                TELL,
                {
                    "epoch": feedback.epoch_rank,
                    "phase": phase_told(feedback.phase, self._session.version).value,
                    "ledger": feedback.ledger or self._voice.ledger,
                    "receipts": receipts_told(feedback.receipts),
                    "quiet": feedback.quiet,
                    "dark": feedback.dark,
                },
            )

    def begin(self, session: "Session", named: Named, met: Met, *, other_board: bool) -> Callable[[str, Value], None]:
        """Begin with a device that has just proved its key."""
        if not met.ledger and self.feedback is not None:
            # If the hints of the last run were lost: the ledger of the newest recorded press.
            met.ledger = self.feedback.ledger or ""
        self._session = session
        self._voice = Voice(
            self.name,
            self.hear,
            named,
            met,
            self._uncounted,
            other_board=other_board,
            class_coming=phase_told(Phase.CLASS_COMING, session.version) is Phase.CLASS_COMING,
        )
        if self.feedback is not None:
            self.tell(self.feedback)
        return self._voice.said

    def end(self) -> None:
        """Note that the device is away."""
        self._session = self._voice = None
