"""Starts one baresip and ends it. Knows words of a command line, a pipe and a control line; knows no call.

It ends with us, also where we are killed (prctl(2): PR_SET_PDEATHSIG), may gain no right, and sees nothing of our environment.
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from appliance.phones.control import Control, Event
from appliance.phones.gate import Gate
from appliance.phones.trace import SipMessage

BEGIN_WAIT_S = 10.0  # it listens after some 50 ms; on a Pi that starts everything at once, after a second
LOOK_S = 0.02
ENDS_WAIT_S = 1.0  # it tells the PBX that it goes; who does not answer is killed


class CannotStart(RuntimeError):
    """baresip could not be started. `str()` says why, and what to do."""


class Baresip:
    """One running baresip. Made by `start`. `ended` is set once it is gone, with why."""

    def __init__(self, process: asyncio.subprocess.Process, gate: Gate) -> None:
        self._process, self._gate = process, gate
        self._control: Control | None = None
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def say(self, command: str, params: str = "", then: Callable[[bool, str], None] | None = None) -> None:
        """Run a command of its menu; nothing happens where it is gone."""
        if self._control is not None:
            self._control.say(command, params, then)

    def kill(self, why: str) -> None:
        """End it at once."""
        if not self.ended.done():
            self.ended.set_result(why)
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGKILL)

    async def connect(self, port: int, event: Callable[[Event], None]) -> None:
        """Wait for its control line. Raises CannotStart."""
        loop = asyncio.get_running_loop()
        until = loop.time() + BEGIN_WAIT_S
        while self._process.returncode is None and not self.ended.done() and loop.time() < until:
            with suppress(ConnectionError):
                _, self._control = await loop.create_connection(lambda: Control(event, self.kill), "127.0.0.1", port)
                return
            await asyncio.sleep(LOOK_S)
        code = self._process.returncode
        said = (
            self.ended.result()
            if self.ended.done()
            else "it does not listen"
            if code is None
            else f"it ended with {code}"
        )
        raise CannotStart(f"baresip did not start: {said}")

    async def wait(self) -> str:
        """Wait until it is gone; give why."""
        wait = self._process.wait()
        code = await wait
        self._gate.close()
        return self.ended.result() if self.ended.done() else f"it ended by itself ({code})"

    async def end(self) -> None:
        """Ask it to end, so that it tells the PBX, and kill it if it does not."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), ENDS_WAIT_S)
        self.kill("it was ended")
        await self._process.wait()
        if self._control is not None:
            self._control.close("it was ended")
        self._gate.close()


async def start(
    program: Path, folder: Path, may_pass: Callable[[SipMessage, bool], bool], stopped: Callable[[], None]
) -> Baresip:
    """Start baresip with the files of this folder. `may_pass` is asked for each SIP message (see `Gate`), and `stopped` is called after
    baresip was killed for one that may not. Raises CannotStart.
    """
    made: list[Baresip] = []

    def shut() -> None:
        made[0].kill("it was to call somebody that we did not ask for")
        stopped()

    gate = Gate(may_pass, shut)
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    words = [setpriv, "--pdeathsig", "KILL", "--no-new-privs", "--", str(program), "-4", "-s", "-f", str(folder)]
    nothing = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *words, stdin=nothing, stdout=gate.child_end, stderr=nothing, cwd=folder, env=_environment(folder),
            start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        gate.abandon()
        raise CannotStart(f"baresip could not be started ({error.strerror}). Is {words[0]} there?") from None
    made.append(Baresip(process, gate))
    gate.open()
    return made[0]


def _environment(folder: Path) -> dict[str, str]:
    return {"PATH": os.defpath, "HOME": str(folder), "LANG": "C.UTF-8"}
