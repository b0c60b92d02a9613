"""Lets misfortunes happen to a browser: it sleeps, forgets what it kept, or has a wrong clock. Knows no page of ours."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.site import Screen

LOOK_S = 0.05


@contextmanager
def asleep(screen: Screen) -> Iterator[None]:
    """Stop every process of the browser where it is, as a computer that sleeps does, and let them go on afterwards."""
    driver = screen.driver.service.process.pid
    with _stopped([each for each in _below(driver) if each != driver]):
        yield


@contextmanager
def frozen(screen: Screen) -> Iterator[None]:
    """Stop the processes that run pages, and let them go on afterwards; the browser itself goes on."""
    pages = [each for each in _below(screen.driver.service.process.pid) if _is_page(each)]
    assert pages, "no process runs a page"
    with _stopped(pages):
        yield


async def forgets(screen: Screen) -> None:
    """Wipe all that pages of this origin keep: keys, caches, workers. What is shown goes on as it is."""
    wiped = {"origin": screen.base, "storageTypes": "all"}
    await screen.does(lambda driver: driver.execute_cdp_cmd("Storage.clearDataForOrigin", wiped))


async def has_clock(screen: Screen, ahead_s: int) -> None:
    """Let each document that is opened from now on find a clock that is wrong by so many seconds."""
    shifted = """(() => {
        const ahead = %d, Real = Date;
        globalThis.Date = class extends Real {
            constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
            static now() { return Real.now() + ahead; }
        };
    })()"""
    source = {"source": shifted % (ahead_s * 1000)}
    await screen.does(lambda driver: driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", source))


@contextmanager
def _stopped(processes: list[int]) -> Iterator[None]:
    """Stop these processes for a while; the while begins once none of them runs."""
    try:
        for process in processes:
            _signal(process, signal.SIGSTOP)
        while not all(_state(process) in "TZ" for process in processes):
            time.sleep(LOOK_S)
        yield
    finally:
        for process in processes:
            _signal(process, signal.SIGCONT)


def _below(process: int) -> list[int]:
    """Give this process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [process]
    for each in found:
        found += children.get(each, [])
    return found


def _is_page(process: int) -> bool:
    with contextlib.suppress(OSError):
        return b"--type=renderer" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def _state(process: int) -> str:
    """Give the letter of its state (proc(5)): T is stopped; Z is dead, as is one that is gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    return "Z"


def _signal(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
