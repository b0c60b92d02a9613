"""One planned call button: tells it where it stands, and hears it through its voice. Knows nothing of how it is reached."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hardware.esphome.address_book import Met
from hardware.esphome.named import Named
from hardware.esphome.peer import Value
from hardware.esphome.voice import WANTS, Voice
from hardware.esphome.wire import TELL, receipts_told
from hardware.ports import Fitting, Link, Standing
from hardware.signals import Signal
from hardware.uncounted import Uncounted

if TYPE_CHECKING:
    from hardware.esphome.session import Session  # only its name: a client library comes with it (Lan)


class Button:
    """In the charge of a keeper. `standing` is what it was told last, or is to be told when it comes."""

    wants = WANTS

    def __init__(
        self, name: str, fitting: Fitting, key_of: Callable[[str], bytes | None], hear: Callable[[Signal], None]
    ) -> None:
        self.name = name
        self.fitting = fitting
        self.hear = hear
        self.standing: Standing | None = None
        self._uncounted = Uncounted()
        self._key_of = key_of
        self._session: Session | None = None
        self._voice: Voice | None = None

    def follow(self, before: "Button") -> None:
        """Take the place of `before`, whose device or typed address the plan has changed."""
        self.standing = before.standing
        self._uncounted = before._uncounted

    def key(self) -> bytes | None:
        """As the credential store has it now."""
        return self._key_of(self.name)

    def link(self) -> Link:
        """How its wire stands."""
        if self._session is None or self._voice is None:
            return Link(self.fitting.device, "", "", "")
        return Link(self.fitting.device, str(self._session.peer), self._session.firmware, self._voice.lamp)

    def tell(self, standing: Standing) -> None:
        """Tell it now, or when it comes back."""
        self.standing = standing
        if self._session is not None and self._voice is not None:
            self._session.call(
                TELL,
                {
                    "epoch": standing.epoch_rank,
                    "phase": standing.phase.value,
                    "ledger": standing.ledger or self._voice.ledger,
                    "receipts": receipts_told(standing.receipts),
                    "quiet": standing.quiet,
                    "dark": standing.dark,
                },
            )

    def begin(self, session: "Session", named: Named, met: Met, *, other_board: bool) -> Callable[[str, Value], None]:
        """It is here."""
        if not met.ledger and self.standing is not None:
            met.ledger = (
                self.standing.ledger or ""
            )  # of its newest recorded press, where the hints of the last run are lost
        self._session = session
        self._voice = Voice(self.name, self.hear, named, met, self._uncounted, other_board=other_board)
        if self.standing is not None:
            self.tell(self.standing)
        return self._voice.said

    def end(self) -> None:
        """It is away."""
        self._session = self._voice = None
