"""Tests which phases a button's firmware is told: none that it does not know."""

import pytest

from hardware.esphome.twin import identity
from hardware.esphome.wire import phase_told
from hardware.ports import Phase
from tests.hardware.esphome.lan import with_buttons


@pytest.mark.parametrize("version", ["1.1.0", "1.2.3", "2.0.0", "10.0.0"])
def test_firmware_that_knows_a_class_coming_is_told_so(version: str) -> None:
    assert phase_told(Phase.CLASS_COMING, version) is Phase.CLASS_COMING


@pytest.mark.parametrize("version", ["1.0.0", "0.9.9", "", "1.1", "new", "1.1.0\n", "-1.5.0"])
def test_older_firmware_goes_on_saying_ready_and_so_never_says_not_delivered(version: str) -> None:
    assert phase_told(Phase.CLASS_COMING, version) is Phase.READY


@pytest.mark.parametrize("phase", [each for each in Phase if each is not Phase.CLASS_COMING])
def test_every_other_phase_is_told_to_every_firmware(phase: Phase) -> None:
    assert phase_told(phase, "1.0.0") is phase


@pytest.mark.parametrize(("version", "says"), [("1.0.0", False), ("1.1.0", True)])
async def test_a_button_reports_whether_its_firmware_can_say_that_a_class_comes(
    monkeypatch: pytest.MonkeyPatch, version: str, says: bool
) -> None:
    monkeypatch.setattr(identity, "FIRMWARE_VERSION", version)
    async with with_buttons() as (lan, _):
        assert {each.class_coming for each in lan.check_ins("A")} == {says}
