"""Tests that a timezone is known by its name or not at all, and that nothing a file or a desk may write there makes an exception."""

from datetime import UTC, datetime

import pytest

from appliance.plan.timezone import timezone_named


def test_it_has_its_summer_and_winter_time() -> None:
    zone = timezone_named("America/Denver")
    said = [f"{datetime(2026, month, 1, tzinfo=UTC).astimezone(zone):%Z}" for month in (1, 7)]
    assert said == ["MST", "MDT"]


@pytest.mark.parametrize(
    "name", ["", "Nowhere/Land", "../../etc/passwd", "/etc/localtime", "America", "a\0b", "x" * 5000]
)
def test_what_is_no_timezone_is_none(name: str) -> None:
    assert timezone_named(name) is None
