"""Plays sound through ALSA: one `aplay` child, which is fed without end. Knows patterns, no calls; never blocks the loop.

The child is fed silence, too. So a device that is unplugged, taken or stuck is noticed while nothing rings, and not only when a call
comes. A new sound can be heard within `PIPE_BYTES` and `BUFFER_MS`. If samples are taken at the pace of real time, that proves that
something plays them. No program can tell whether the loudspeaker is connected and turned up: a person hears that in the daily sound
test.
"""

import asyncio
import contextlib
import fcntl
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable

from hardware.ports import Sounding
from hardware.sound.reports import Reports
from hardware.sound.synth import RATE_HZ, made, make_all
from hardware.sound.tape import AGAIN_S_MAX, CHUNK_MS, Tape

PROGRAM = "aplay"
DEFAULT_OUTPUT = "default"
PIPE_BYTES = 4096  # The least that the kernel gives, 128 ms. What is in the pipe still has the old pattern.
BUFFER_MS = 200  # The buffer of the device: short enough to hear a change at once, long enough for a busy Pi.
PACE = 0.99  # A chunk is offered a little early, so that the device's clock sets the pace, and not ours.
PROVEN_AFTER_S = 1.0  # Three times pipe and buffer together. By then the device itself has taken samples.
# The device takes nothing for this long: it hangs. With the proof and a restart, this stays well within 10 s.
STUCK_AFTER_S = 3.0
RESTART_FIRST_S = 0.5
RESTART_MAX_S = 5.0  # a sounder that is plugged in again sounds within 10 s (UL 1069)
END_WITHIN_S = 1.0  # The time for a killed player to end and for its last words. In the driver, it may hang for ever.
# How many players may hang like that. Each keeps a process and a few files; a new one every 10 s would use up all files in two hours.
LEFT_MAX = 8
SAYS_MAX = 200


class AlsaSounder:
    """Plays on one ALSA device: "default", or a name from `aplay -L` such as "plughw:CARD=Device"."""

    def __init__(self, output: str, program: str = PROGRAM, again_s: int = AGAIN_S_MAX) -> None:
        self._output = output or DEFAULT_OUTPUT
        self._program = program
        self._tape = Tape(again_s)
        self._heard_out: set[asyncio.Task[None]] = set()
        """One task for each player whose standard error is still open: the player has not ended, or cannot end."""

    def sound(self, sounding: Sounding) -> None:
        """Set what plays. It is heard within about 0.4 s."""
        self._tape.set(sounding.pattern)

    async def run(self, report: Callable[[str | None], None]) -> None:
        """Play until cancelled. Reports each change: None once the device is proven to play, the reason if it does not."""
        if not made():
            await asyncio.to_thread(make_all)
        reports = Reports(report)
        pause_s = RESTART_FIRST_S
        try:
            while True:
                proven, why = await self._play(reports)
                reports.say(f"{self._output} does not sound: {why}")
                pause_s = RESTART_FIRST_S if proven else min(pause_s * 2, RESTART_MAX_S)
                await asyncio.sleep(pause_s)
        finally:
            for each in self._heard_out:
                each.cancel()

    async def _play(self, reports: Reports) -> tuple[bool, str]:
        """Play with one child until it fails. Returns whether it was proven to play, and why it failed."""
        if len(self._heard_out) >= LEFT_MAX:
            return False, f"{LEFT_MAX} players hang in its driver. Unplug it and plug it in again, or restart the box"
        try:
            child = await asyncio.create_subprocess_exec(
                *(self._program, "--quiet", "-D", self._output, "-t", "raw", "-f", "S16_LE", "-c", "1"),
                *("-r", str(RATE_HZ), f"--buffer-time={BUFFER_MS * 1000}", "-"),
                stdin=PIPE,
                stdout=DEVNULL,
                stderr=PIPE,
            )
        except OSError as error:
            return False, f"{self._program} cannot be started ({error.strerror}); is the package alsa-utils installed?"
        words = _Words(child)
        self._heard_out.add(words.heard_out)
        words.heard_out.add_done_callback(self._heard_out.discard)
        try:
            proven, stuck = await self._feed(child, reports)
            return proven, f"the device took no sound for {STUCK_AFTER_S:.0f} s" if stuck else await words.last()
        finally:
            await _end(child)

    async def _feed(self, child: Process, reports: Reports) -> tuple[bool, bool]:
        """Feed the child until it is gone or stuck. Returns whether it was proven to play, and whether it is stuck."""
        assert child.stdin is not None
        child.stdin.transport.set_write_buffer_limits(high=0)
        pipe = child.stdin.transport.get_extra_info("pipe")
        if not pipe.closed:  # the pipe is already closed if the child ended at once; the first drain reports that
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        clock = asyncio.get_running_loop().time
        fed_s, due_s = 0.0, clock()
        while True:
            child.stdin.write(self._tape.next_chunk())
            try:
                async with asyncio.timeout(STUCK_AFTER_S):
                    await child.stdin.drain()
            except ConnectionError:
                return fed_s >= PROVEN_AFTER_S, False
            except TimeoutError:
                return fed_s >= PROVEN_AFTER_S, True
            fed_s += CHUNK_MS / 1000
            if fed_s >= PROVEN_AFTER_S:
                reports.say(None)
            # Do not catch up: what a call missed while the device hung is not played on top of what is due.
            due_s = max(due_s + CHUNK_MS / 1000 * PACE, clock() - CHUNK_MS / 1000)
            await asyncio.sleep(due_s - clock())


class _Words:
    """What a child writes to its standard error; at most a line is kept. `heard_out` ends when nobody has that output open any more."""

    def __init__(self, child: Process) -> None:
        self._child = child
        self._said = b""
        self.heard_out = asyncio.get_running_loop().create_task(self._hear())

    async def last(self) -> str:
        """Return the last line of a child that takes no more, once it has ended or should have ended."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(END_WITHIN_S):
                await asyncio.shield(self.heard_out)
                await self._child.wait()
        if lines := self._said.decode(errors="replace").strip().splitlines():
            return lines[-1][:SAYS_MAX]
        code = self._child.returncode
        return f"{PROGRAM} {'hangs' if code is None else f'ended with code {code}'} and said nothing"

    async def _hear(self) -> None:
        assert self._child.stderr is not None
        while data := await self._child.stderr.read(1024):
            self._said = (self._said + data)[-1024:]


async def _end(child: Process) -> None:
    """Kill the child: nobody needs what waits in its buffer, and a hung device may not let it end in any other way."""
    with contextlib.suppress(ProcessLookupError):
        child.kill()
    assert child.stdin is not None
    if not child.stdin.is_closing():
        child.stdin.transport.abort()  # closing would wait until the rest is taken
    with contextlib.suppress(TimeoutError):  # It cannot even be killed: it is stuck in the driver. It is left behind.
        async with asyncio.timeout(END_WITHIN_S):
            await child.wait()
