"""Settings and fixtures that every test shares. In CI a skipped test counts as failed."""

import gc
import os
import re
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from appliance.vault import slow_hash
from tests.sharing import WhatIsShared

NO_SKIPS = os.environ.get("HANDBELL_NO_SKIPS") == "1"
# No deadline: a busy machine is no fault of the tested code, and the bench measures times. CI takes the same examples each time, as it
# takes the same seeds, so that only a change of the code can change the result. Everybody else tries new examples.
settings.register_profile("handbell", deadline=None, derandomize=NO_SKIPS)
settings.load_profile("handbell")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A script starts its background programs with SIGINT ignored. Every program we start would ignore it too, and a test that interrupts
    # one would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)


LONG = re.compile(r"^pytestmark = (\[[^\]]*)?pytest\.mark\.(slow|proof|soak)\b", re.MULTILINE)
"""All tests of such a file are slow."""


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Whether a file holds only slow tests and this run wants none. Otherwise every worker would read the file and its
    imports for nothing.
    """
    if "not slow" not in config.getoption("markexpr") or collection_path.suffix != ".py":
        return None
    return True if LONG.search(collection_path.read_text()) else None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while tests are read, and afterwards never again through what was read: all of it stays until the end. Each
    worker reads every test, and a third of that time went to looking for garbage.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Use our scheduler in place of `--dist loadfile`."""
    return WhatIsShared(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.skipped and isinstance(
        report.longrepr, tuple
    ):  # name the test, whichever helper found that something is missing
        report.longrepr = (str(item.path), (item.location[1] or 0) + 1, report.longrepr[2])
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and here nothing may be: {report.longrepr}"
    return report


@pytest.fixture(autouse=True, scope="module")
def hashes() -> Iterator[None]:
    """Make and check the hash of a PIN in 5 ms instead of 30, in this process: thousands of tests have people with PINs. The tests of the
    vault have the real one, and so has each process that a test starts.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slow_hash, "MEMORY_KIB", 10_000)
        patch.setattr(slow_hash, "PASSES", 1)
        yield
