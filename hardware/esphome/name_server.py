"""Asks name servers in threads of its own, so that one that does not answer holds up nobody else. Knows no device.

Python's own pools will not do: whoever loads something or checks a PIN would wait in the one that asyncio shares, and a process waits
for every pool's threads before it ends.
"""

import asyncio
import socket
import threading
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any

THREADS = 2  # a server that answers does so in milliseconds, whoever waits; of one that does not, more would only wait the longer

type Where = tuple[int, tuple[Any, ...]]
"""The family of an address, and the address as that family has it (socket(2))."""


class NameServer:
    """Whoever asks waits for a free thread; who has stopped waiting by then is not asked for."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[str, int, Future[Where]]] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    async def find(self, host: str, port: int) -> Where:
        """Where to connect to. Raises what `socket.getaddrinfo` does."""
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
"""One for the process, as its threads are."""
