"""Speaks systemd's protocols: readiness, watchdog, handed-over sockets. Does nothing if systemd does not run us."""

import asyncio
import os
import socket

FIRST_FD = 3  # sd_listen_fds(3): handed-over descriptors begin here
WATCHDOG_SHARE = 2  # sd_watchdog_enabled(3): notify at half the interval


def notify(state: str) -> None:
    """Send one state such as "READY=1"; nothing happens outside systemd. If the send fails, we go on."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        try:
            line.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            return


def watchdog_every_s() -> float | None:
    """Give how often to send "WATCHDOG=1", None if systemd does not watch this process."""
    interval_us = os.environ.get("WATCHDOG_USEC", "")
    ours = os.environ.get("WATCHDOG_PID", "") in {"", str(os.getpid())}
    return int(interval_us) / 1e6 / WATCHDOG_SHARE if interval_us.isdigit() and ours else None


async def show_life() -> None:
    """Tell systemd that the loop of this process does not hang, until cancelled. End at once if systemd does not watch it."""
    while (every_s := watchdog_every_s()) is not None:
        notify("WATCHDOG=1")
        await asyncio.sleep(every_s)


def handed_sockets() -> dict[str, socket.socket]:
    """Give the sockets that systemd opened for us, by FileDescriptorName. They are taken once: child processes must not see them."""
    count = os.environ.pop("LISTEN_FDS", "0")
    ours = os.environ.pop("LISTEN_PID", "") == str(os.getpid())
    names = os.environ.pop("LISTEN_FDNAMES", "").split(":")
    if not ours or not count.isdigit():
        return {}
    found: dict[str, socket.socket] = {}
    for offset in range(int(count)):
        os.set_inheritable(FIRST_FD + offset, False)
        found[names[offset] if offset < len(names) else str(offset)] = socket.socket(fileno=FIRST_FD + offset)
    return found
