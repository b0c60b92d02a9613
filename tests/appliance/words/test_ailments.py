"""Tests that whatever a device of a way says of itself has its row."""

from appliance.words.ailments import AILMENTS, OF_MODEM
from hardware.modem import health


def test_a_modem_says_just_what_the_table_has() -> None:
    assert {row.word for row in OF_MODEM} == set(health.TROUBLES) == set(AILMENTS)
