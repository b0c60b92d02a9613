"""Tests that whoever is held back is named once an hour, and that no crowd of strangers keeps a certificate from being named."""

import logging

import pytest

from sync.district.metrics import Metrics
from sync.district.naming import AGAIN_MS, STRANGERS_NAMED_MAX, Naming, Why

BOX = f"box {'ab' * 16}"


def stranger(number: int) -> str:
    return f"a stranger at 2001:db8:0:{number:x}::/64"


def test_a_box_is_named_once_an_hour_for_each_reason(caplog: pytest.LogCaptureFixture) -> None:
    times = iter((0, 1, AGAIN_MS - 1, AGAIN_MS))
    naming = Naming(metrics := Metrics(), lambda: next(times))
    with caplog.at_level(logging.WARNING):
        for why in (Why.BODIES, Why.DAY, Why.BODIES, Why.BODIES):
            naming.name(BOX, why)
    assert [each.getMessage() for each in caplog.records] == [
        f"held back: {BOX} {why.value}" for why in (Why.BODIES, Why.DAY, Why.BODIES)
    ]
    assert "handbell_district_held_back_bodies_total 3" in metrics.text().splitlines()


def test_strangers_from_everywhere_keep_no_box_from_being_named(caplog: pytest.LogCaptureFixture) -> None:
    naming = Naming(metrics := Metrics(), lambda: 0)
    with caplog.at_level(logging.WARNING):
        for number in range(1000):
            naming.name(stranger(number), Why.SLOW_BODIES)
        naming.name(BOX, Why.BODIES)
    said = [each.getMessage() for each in caplog.records]
    assert said[-1] == f"held back: {BOX} {Why.BODIES.value}"
    assert len(said) == STRANGERS_NAMED_MAX + 1, "and strangers do not fill the log"
    assert "handbell_district_held_back_slow_bodies_total 1000" in metrics.text().splitlines()
