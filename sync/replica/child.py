"""Runs Litestream as a child process: starts it, asks it and kills it. Knows no target and believes nothing: `proving.py` checks its
answers.

It is always killed and never asked to end: what it copies while it ends keeps no order between the two databases.
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
from pathlib import Path

from sync.replica.dying import dies_with_us
from sync.replica.troubles import fault_of

# Litestream opens its socket within 0.3 s; an emulated box on a busy computer took more than 20 s, and with a shorter limit never had a
# copy
UP_WITHIN_S = 90.0
SAID_MAX = 20  # how many of its last lines are kept
ANSWER_LEN_MAX = 64 * 1024
LONGEST_S = 86_400  # a first copy of 220 MB over 64 kbit/s takes eight hours; a copy that hangs is noticed because nothing moves
MOVED_MIN = 16 * 1024  # bytes: what it writes about its own tries is less
GO_MEMORY = "40MiB"  # Litestream needs 34 MB; without this limit its heap doubles before it cleans up

log = logging.getLogger("handbell.replica")


class Child:
    """The child process, one at a time. `pid` is None while none runs."""

    def __init__(self, program: Path, settings: Path, control: Path) -> None:
        self._program = program
        self._settings = settings
        self._control = control
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._said: list[str] = []

    @property
    def pid(self) -> int | None:
        """The id of the process that runs now."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def start(self, environment: dict[str, str], where: str) -> None:
        """Run it until it listens. It dies with us: else it would write where our next child does. Raises CopyFault."""
        self._control.unlink(missing_ok=True)
        self._said.clear()
        self._process = await asyncio.create_subprocess_exec(
            *(self._program, "replicate", "-config", self._settings, "-no-expand-env"),
            preexec_fn=dies_with_us,
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
        """Kill it at once. Nothing is lost: what was not copied is still in the database."""
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
        """Copy everything committed so far, however long the line takes. Give the last transaction that Litestream says is at the target.

        It gives up once nothing moves for `still_s`. Raises CopyFault.
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
        """Wait for the answer as long as Litestream writes to its files or to the line. Raises TimeoutError."""
        moved = self._moved()
        while not (await asyncio.wait({asking}, timeout=still_s))[0]:
            before, moved = moved, self._moved()
            if moved - before < MOVED_MIN:
                raise TimeoutError

    def _moved(self) -> int:
        """Give how many bytes it has written anywhere: `wchar` of proc_pid_io(5) counts sockets, too."""
        try:
            lines = Path(f"/proc/{self.pid}/io").read_text("ascii").splitlines()
        except OSError:  # the child ended; its missing answer tells that too
            return 0
        return next(int(line.split(":")[1]) for line in lines if line.startswith("wchar"))

    async def reset(self, database: Path) -> None:
        """Make Litestream forget what it copied, so that the next copy begins with a snapshot. Only while no child runs."""
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
        """Pass nothing of our own environment: it would use a proxy or a cloud's credentials there."""
        return {"PATH": "/usr/bin:/bin", "HOME": str(self._settings.parent), "GOMEMLIMIT": GO_MEMORY, **also}

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(self._control)
        except OSError:
            return False
        writer.close()
        return True

    async def _ask(self, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        """Ask over HTTP/1.1 on its socket, one question a connection. Raises OSError, ValueError."""
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
            except ValueError:  # a line longer than 64 KiB
                continue
            if not line:
                return
            words = _words_of(line)
            self._said = [*self._said, words][-SAID_MAX:]
            log.info("litestream: %s", words)

    def _last_words(self) -> str:
        return " | ".join(self._said[-3:])


def _words_of(line: bytes) -> str:
    """Give its sentence and the error in it, without time and level."""
    text = line.decode(errors="replace").strip()
    try:
        said = json.loads(text)
    except ValueError:
        return text
    if not isinstance(said, dict):
        return text
    return " ".join(str(said[name]) for name in ("msg", "error", "db", "path") if said.get(name))
