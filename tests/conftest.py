"""What every test shares: in CI a skipped test is a failed one, and a folder that is thrown away."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile(
    "handbell", deadline=None
)  # a busy machine is no fault of what is tested; figures are for the bench
settings.load_profile("handbell")

NO_SKIPS = os.environ.get("HANDBELL_NO_SKIPS") == "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and here nothing may be: {report.longrepr}"
    return report
