"""What every test shares: in CI a skipped test is a failed one, and proofs of one thing run one after the other."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile(
    "handbell", deadline=None
)  # a busy machine is no fault of what is tested; figures are for the bench
settings.load_profile("handbell")

NO_SKIPS = os.environ.get("HANDBELL_NO_SKIPS") == "1"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Proofs run two at a time, those of one file after each other; those of the one image that is made, after each other too."""
    for item in items:
        if item.get_closest_marker("proof"):
            name = item.path.stem
            item.add_marker(pytest.mark.xdist_group("image" if name.startswith(("test_image", "test_boot")) else name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and here nothing may be: {report.longrepr}"
    return report
