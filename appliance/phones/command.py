"""`handbell phones`: starts the lines as the alert daemon says, and stops cleanly. Knows which parts there are."""

import asyncio
import logging
import sys

from appliance.api.phones.client import AlertLine, Told
from appliance.api.phones.messages import Registration, Setup
from appliance.ending import asked_to_stop, run_and_end
from appliance.health import systemd
from appliance.phones.account import Account, BadSecret, read_secret
from appliance.phones.exchange import Exchange, of_same_lines
from appliance.phones.settings import Settings, parse
from appliance.tasks import Tasks

EXCHANGE = "lines to the PBX"
SECRET_AGAIN_S = 10.0  # how often to look for a secret or an authority that is not there: who brings it waits for it
PLAN_WAIT_S = 10.0  # a daemon says what its plan has as soon as it is connected; one that says nothing has no PBX

log = logging.getLogger("handbell.phones")


def main(arguments: list[str]) -> int:
    """Speak with the phone system of the school, for the alert daemon.

    Runs until it is asked to stop. Returns the exit code; argparse exits with 2 for what it cannot read.
    """
    settings = parse(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        settings.run.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        says = f"handbell phones: {settings.run} cannot be made ({error.strerror}). Give another folder by --run."
        print(says, file=sys.stderr)  # noqa: T201
        return 1
    return run_and_end(_run(settings))


async def _run(settings: Settings) -> int:
    stop = asked_to_stop()
    phones = Phones(settings)
    phones.start()
    systemd.notify("READY=1")
    return 0 if await phones.tasks.until(stop) else 1


class Phones:
    """The parts of the process. There are lines only while the plan has a PBX."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.tasks = Tasks()
        self.alert = AlertLine(settings.socket, self._told, self._changed)
        self._setup: Setup | None = None
        self._exchange: Exchange | None = None
        self._times_set_up = 0
        self._bad = ""

    def start(self) -> None:
        """Start what runs for as long as the process."""
        self.tasks.start(self.alert.run(), name="line to the alert daemon")
        self.tasks.start(systemd.show_life(), name="watchdog")

    def _told(self, message: Told) -> None:
        if isinstance(message, Setup):
            self._set_up(message)
        elif self._exchange is not None:
            self._exchange.take(message)

    def _changed(self, there: bool) -> None:
        if there:
            asyncio.get_running_loop().call_later(PLAN_WAIT_S, self._without_plan, self._times_set_up)
        elif self._exchange is not None:
            self._exchange.daemon_is_away()

    def _without_plan(self, times: int) -> None:
        """End all lines where the plan of this daemon has no PBX any more."""
        if times == self._times_set_up and self._setup is not None and self.alert.there:
            self._setup, self._exchange = None, None
            self.tasks.start(self._instead(None), name=f"{EXCHANGE} no more")
            log.info("The plan has no phone system any more.")

    def _set_up(self, setup: Setup) -> None:
        self._times_set_up += 1
        same = self._exchange is not None and self._setup is not None and of_same_lines(self._setup, setup)
        before, self._setup = self._setup, setup
        if same and self._exchange is not None:
            if before is not None and before.phrases != setup.phrases:
                self._exchange.says(setup.phrases)
            self._exchange.daemon_is_there()
            return
        self._exchange = self._made(setup)
        if self._exchange is not None:
            self._exchange.daemon_is_there()
        self.tasks.start(self._instead(self._exchange), name=f"{EXCHANGE} anew {self._times_set_up}")

    def _made(self, setup: Setup) -> Exchange | None:
        settings = self._settings
        try:
            if setup.transport == "tls" and (settings.ca is None or not settings.ca.is_file()):
                where = settings.ca or "no file"
                raise BadSecret(
                    f"The plan says transport: tls, and the authority of the PBX's certificate is not there ({where}). Give it by the seed."
                )
            account = Account(setup, read_secret(settings.secret), settings.ca)
        except BadSecret as why:
            self._refuse(str(why))
            asyncio.get_running_loop().call_later(SECRET_AGAIN_S, self._again, setup)
            return None
        self._refuse("")
        return Exchange(account, settings.ports, (settings.baresip, settings.run), settings.phrases, self.alert.tell)

    def _again(self, setup: Setup) -> None:
        if self._setup is setup and self._exchange is None:
            self._set_up(setup)

    async def _instead(self, exchange: Exchange | None) -> None:
        """Run these lines in place of those before: their ports must be free first."""
        await self.tasks.stop(EXCHANGE)
        if exchange is not None and exchange is self._exchange:
            self.tasks.start(exchange.run(), name=EXCHANGE)

    def _refuse(self, why: str) -> None:
        if why:
            self.alert.tell(Registration(why=why))
        if why != self._bad:
            self._bad = why
            if why:
                log.error("%s", why)
