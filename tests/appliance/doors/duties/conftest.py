"""Lists of duties in tests end with the last record, and never because time is over."""

import math

import pytest


@pytest.fixture(autouse=True)
def _in_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.owed.owed.ASKED_WITHIN_S", math.inf)
