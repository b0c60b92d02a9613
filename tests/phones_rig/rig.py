"""A phone system, its phones and the network they are on, put together: what a test asks for by number.

with PhonesRig(folder, routing=Routing(groups={"300": ["2201", "2202"]})) as rig:
        with rig.phone("2201") as one, rig.phone("2202") as two: …

The box's end is `rig.network.box`; what runs there finds the phone system at `PBX`. Knows nothing of Handbell but its account.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.phones_rig.certificates import Certificates
from tests.phones_rig.network import Network
from tests.phones_rig.odd import Odd
from tests.phones_rig.pbx import TRUNK, Pbx, Routing
from tests.phones_rig.phone import Phone

HANDBELL, HELP = "handbell", "4357"
"""The account of the box, and the number that every phone dials."""
SECRET = "the-long-password-of-{}"
USUAL = Routing(aliases={HELP: HANDBELL})


def secret_of(account: str) -> str:
    """Give the password of an account."""
    return SECRET.format(account)


class PhonesRig:
    """All of it, in one folder with a short name. `pbx` runs from the beginning; phones are switched on one by one."""

    def __init__(
        self,
        folder: Path,
        *,
        extensions: tuple[str, ...] = ("2201", "2202", "2203", "2204"),
        routing: Routing = USUAL,
    ) -> None:
        self._folder, self._places, self._odd = folder, 0, 0
        self.certificates = Certificates(folder)
        accounts = (HANDBELL, TRUNK, *extensions)
        with ExitStack() as undo:
            self.network = undo.enter_context(Network())
            secrets = {account: secret_of(account) for account in accounts}
            self.pbx = Pbx(self.network.pbx, folder, secrets, routing, self.certificates)
            undo.callback(self.pbx.kill)
            self.pbx.start()
            self._undo = undo.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def phone(self, number: str, **more: Any) -> Phone:
        """Give a phone with this number, still off. A number that begins with + is beyond the outside line."""
        account = TRUNK if number.startswith("+") else number
        return self._phone(number, **{"account": account, "secret": secret_of(account), **more})

    def registered(self, number: str, **more: Any) -> Phone:
        """Give a phone that is on and registered, until the rig ends."""
        phone = self.phone(number, **more)
        self._undo.callback(phone.kill)
        phone.start()
        self.pbx.until_registered(number)
        return phone

    def odd(self, steps: Sequence[str], **more: Any) -> Odd:
        """Give a device of sipp at an address of the phones' network: see `tests/phones_rig/odd.py`."""
        self._odd += 1
        return Odd(self.network.phones, self._folder / f"odd-{self._odd}", steps, **more)

    def _phone(self, number: str, **more: Any) -> Phone:
        place = self._places
        self._places += 1
        folder = self._folder / f"phone-{place}-{number.lstrip('+')}"
        return Phone(self.network.phones, folder, place, number=number, authority=self.certificates.authority, **more)
