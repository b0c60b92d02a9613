"""Litestream as a child: begun, asked and killed. Knows no target and believes nothing: what it answers is looked at by `proving.py`.

It is always killed, never asked to end: what it copies at its end knows no order between the two databases.
"""

import asyncio
import contextlib
import ctypes
import json
import logging
import os
import signal
from pathlib import Path

from sync.replica.troubles import fault_of

UP_WITHIN_S = 90.0  # it opens its socket within 0.3 s; an emulated box on a busy computer took more than 20, and so never had a copy
SAID_MAX = 20  # lines of what it said last
ANSWER_LEN_MAX = 64 * 1024
LONGEST_S = 86_400  # a first copy of 220 MB over 64 kbit/s takes eight hours; who hangs is known by what moves
MOVED_MIN = 16 * 1024  # bytes: what it says of its own tries is less
GO_MEMORY = "40MiB"  # it needs 34 MB; without this it lets its heap double before it looks

PR_SET_PDEATHSIG = 1  # prctl(2); systemd ends what is left of us too, but a trial has no systemd

_prctl = ctypes.CDLL(None).prctl
log = logging.getLogger("handbell.replica")


class Child:
    """One process at a time. `pid` is None while none runs."""

    def __init__(self, program: Path, settings: Path, control: Path) -> None:
        self._program = program
        self._settings = settings
        self._control = control
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said: list[str] = []

    @property
    def pid(self) -> int | None:
        """Of the process that runs now."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self, environment: dict[str, str], where: str) -> None:
        """Run it until it listens. It dies with us: a second one would write where the next of ours does. Raises CopyFault."""
        self._control.unlink(missing_ok=True)
        self._said.clear()
        self._process = await asyncio.create_subprocess_exec(
            *(self._program, "replicate", "-config", self._settings, "-no-expand-env"),
            preexec_fn=_dies_with_us,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment(environment),
            start_new_session=True,
        )
        assert self._process.stderr is not None
        self._reading = asyncio.get_running_loop().create_task(
            self._read(self._process.stderr), name="litestream's words"
        )
        try:
            async with asyncio.timeout(UP_WITHIN_S):
                while not await self._listens():
                    if self._process.returncode is not None:
                        await self._reading
                        raise fault_of(self._last_words(), where)
                    await asyncio.sleep(0.02)
        except TimeoutError:
            await self.kill()
            raise fault_of("it did not begin to listen", where) from None
        except BaseException:
            await self.kill()
            raise

    async def kill(self) -> None:
        """At once. Nothing is lost by it: what was not copied is in the database still."""
        process, reading = self._process, self._reading
        self._process = self._reading = None
        if process is not None:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        if reading is not None:
            await reading
        self._control.unlink(missing_ok=True)

    async def sync(self, database: Path, where: str, still_s: float) -> int:
        """Copy everything committed so far, however long the line takes; the transaction that it says is at the target.

        Given up once nothing moves for `still_s`. Raises CopyFault.
        """
        asked = {"path": str(database), "wait": True, "timeout": LONGEST_S}
        asking = asyncio.get_running_loop().create_task(self._ask("/sync", asked), name="sync")
        try:
            await self._moves_until(asking, still_s)
            status, answer = asking.result()
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as error:
            if self.pid is None:
                raise fault_of(self._last_words() or "it ended", where) from error
            raise fault_of(f"no answer ({error!r}) {self._last_words()}", where) from error
        finally:
            asking.cancel()
        if status != 200:
            raise fault_of(str(answer.get("error", answer)), where)
        copied, there = answer.get("txid"), answer.get("replicated_txid")
        if not isinstance(copied, int) or copied != there or copied < 1:
            raise fault_of(f"{there} of {copied} transactions were copied", where)
        return copied

    async def _moves_until(self, asking: "asyncio.Task[tuple[int, dict[str, object]]]", still_s: float) -> None:
        """Wait for the answer, for as long as it writes to its files or to the line. Raises TimeoutError."""
        moved = self._moved()
        while not (await asyncio.wait({asking}, timeout=still_s))[0]:
            before, moved = moved, self._moved()
            if moved - before < MOVED_MIN:
                raise TimeoutError

    def _moved(self) -> int:
        """Bytes it has written anywhere: `wchar` of proc_pid_io(5) counts a socket's as well."""
        try:
            lines = Path(f"/proc/{self.pid}/io").read_text("ascii").splitlines()
        except OSError:  # it ended, as its answer tells as well
            return 0
        return next(int(line.split(":")[1]) for line in lines if line.startswith("wchar"))

    async def reset(self, database: Path) -> None:
        """Forget what was copied where, so that the next copy begins with a snapshot. Only while none runs."""
        assert self.pid is None
        process = await asyncio.create_subprocess_exec(
            *(self._program, "reset", "-config", self._settings, database),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env=self._environment({}),
        )
        try:
            _, said = await process.communicate()
        except BaseException:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            raise
        if process.returncode:
            raise RuntimeError(f"Litestream could not forget {database}: {said.decode(errors='replace')}")

    def _environment(self, also: dict[str, str]) -> dict[str, str]:
        """Nothing of ours: a proxy or a cloud's credentials in it would be used."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self._settings.parent), "GOMEMLIMIT": GO_MEMORY, **also}

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._control)
        except OSError:
            return False
        writer.close()
        return True

    async def _ask(self, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        """HTTP/1.1 on its socket, one question a connection. Raises OSError, ValueError."""
        data = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: litestream\r\nConnection: close\r\nContent-Type: application/json\r\n"
        reader, writer = await asyncio.open_unix_connection(self._control)
        try:
            writer.write(f"{head}Content-Length: {len(data)}\r\n\r\n".encode() + data)
            await writer.drain()
            answer = await reader.read(ANSWER_LEN_MAX)
            while not reader.at_eof() and len(answer) < ANSWER_LEN_MAX:
                answer += await reader.read(ANSWER_LEN_MAX)
        finally:
            writer.close()
        front, _, rest = answer.partition(b"\r\n\r\n")
        status = front.split(b" ", 2)
        if len(status) < 3 or not status[1].isdigit():
            raise ValueError("Litestream's answer is none")
        try:
            said = json.loads(rest)
        except ValueError:
            said = {"error": rest.decode(errors="replace")}
        return int(status[1]), said if isinstance(said, dict) else {"error": str(said)}

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while True:
            try:
                line = await stream.readline()
            except ValueError:  # longer than 64 KiB
                continue
            if not line:
                return
            words = _words_of(line)
            self._said = [*self._said, words][-SAID_MAX:]
            log.info("litestream: %s", words)

    def _last_words(self) -> str:
        return " | ".join(self._said[-3:])


def _dies_with_us() -> None:
    """In the child before it becomes Litestream. One call of the system's, found beforehand: nothing is imported or waited for here."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _words_of(line: bytes) -> str:
    """Its sentence and the error in it, without time and level."""
    text = line.decode(errors="replace").strip()
    try:
        said = json.loads(text)
    except ValueError:
        return text
    if not isinstance(said, dict):
        return text
    return " ".join(str(said[name]) for name in ("msg", "error", "db", "path") if said.get(name))
