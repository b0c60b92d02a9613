"""Runs calls that may hang, as a dying stick does for minutes: each gets a thread and a deadline. Knows nothing of what they do."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sync.replica.faults import SILENT, CopyFault

WITHIN_S = 20.0  # a healthy stick answers in a second
# ten sessions of an SFTP server, each of which ends by itself after 18 s (`sftp.py`): some servers take 5 s to let anybody in
FAR_WITHIN_S = 180.0


class Worker:
    """Runs one call at a time. While a call that was given up still hangs, no other begins: it would hang behind it."""

    def __init__(self, within_s: float = WITHIN_S, *, far: bool = False) -> None:
        self._do_what = "" if far else " Pull it out and put it in again."
        self._pool = ThreadPoolExecutor(1, "target")
        self._within_s = within_s
        self._hangs: asyncio.Future[Any] | None = None

    async def do[T](self, call: Callable[[], T]) -> T:
        """Give what `call` returns, or raise what it raises. Raises CopyFault where it takes too long."""
        if self._hangs is not None and not self._hangs.done():
            raise CopyFault(SILENT, f"What holds the copy still has not answered.{self._do_what}")
        running = asyncio.get_running_loop().run_in_executor(self._pool, call)
        running.add_done_callback(_seen)
        done, _ = await asyncio.wait({running}, timeout=self._within_s)
        if not done:
            self._hangs = running
            raise CopyFault(SILENT, f"What holds the copy has not answered for {self._within_s:.0f} s.")
        return running.result()


def _seen(hung: "asyncio.Future[Any]") -> None:
    """Take the result of a call that ends after nobody waits any more: nobody needs what it raised."""
    if not hung.cancelled():
        hung.exception()
