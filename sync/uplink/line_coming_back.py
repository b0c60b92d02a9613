"""Notices that a link, an address or a route changed, so that no pause goes on once the line is back. Changes none of them.

The kernel tells it over netlink, which needs no privilege. A router that lost its own line tells nobody. For that case the attempts of
`backoff.py` go on: one TCP connection a minute at most, which costs the line nothing.
"""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

# <linux/rtnetlink.h>: RTMGRP_LINK | IPV4_IFADDR | IPV4_ROUTE | IPV6_IFADDR | IPV6_ROUTE
GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
SETTLE_S = 1.0  # an address comes before its route and its name servers; and a flapping link then costs at most one attempt a second
READ_LEN = 64 * 1024

log = logging.getLogger("handbell.uplink")


class LineComingBack:
    """Ends a pause when the network changes. Made by `watch`."""

    def __init__(self) -> None:
        self._changed = asyncio.Event()

    @staticmethod
    @asynccontextmanager
    async def watch() -> AsyncGenerator["LineComingBack"]:
        """Watch the network. Where the kernel tells nothing, only time ends a pause."""
        watching = LineComingBack()
        loop = asyncio.get_running_loop()
        try:
            kernel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE)
            kernel.bind((0, GROUPS))
            kernel.setblocking(False)
        except OSError as error:
            log.warning(
                "changes of the network are not noticed (%s): a line that comes back is tried within a minute", error
            )
            yield watching
            return
        loop.add_reader(kernel, watching._hear, kernel)
        try:
            yield watching
        finally:
            loop.remove_reader(kernel)
            kernel.close()

    async def pause(self, seconds: float) -> bool:
        """Wait so many seconds, or until the network changed. Give whether it changed."""
        self._changed.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._changed.wait(), seconds)
            await asyncio.sleep(SETTLE_S)
            return True
        return False

    def _hear(self, kernel: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                try:
                    kernel.recv(READ_LEN)
                except OSError as error:
                    if isinstance(error, BlockingIOError):
                        raise
                    # ENOBUFS: more changed than the kernel could queue. We only need to know that something changed.
                self._changed.set()
