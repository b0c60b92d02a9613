"""Asks name servers in threads of its own, so that a server that does not answer holds up nobody else. Knows no device.

Python's own pools cannot be used. In the pool that asyncio shares, whoever loads something or checks a PIN would have to wait. And a
process waits for every pool's threads before it ends.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any

# A server that answers does so within milliseconds. If it does not answer, more threads would only wait, too.
THREADS = 2

type Where = tuple[int, tuple[Any, ...]]
"""The family of an address, and the address in that family's form (socket(2))."""


class NameServer:
    """Asks in threads. A caller waits for a free thread; if the caller has stopped waiting by then, nothing is asked."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[str, int, Future[Where]]] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def find(self, host: str, port: int) -> Where:
        """Find where to connect to. Raises what `socket.getaddrinfo` raises."""
        found: Future[Where] = Future()
        self._asked.put((host, port, found))
        if len(self._threads) < THREADS:
            self._threads.append(threading.Thread(target=self._ask, name="name server", daemon=True))
            self._threads[-1].start()
        return await asyncio.wrap_future(found)

    def _ask(self) -> None:
        while True:
            host, port, found = self._asked.get()
            if not found.set_running_or_notify_cancel():
                continue
            try:
                family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
                found.set_result((family, where))
            except Exception as error:  # noqa: BLE001  # whatever it is, it is raised where it was asked
                found.set_exception(error)


NAME_SERVER = NameServer()
"""The one name server of the process: its threads belong to the whole process."""
