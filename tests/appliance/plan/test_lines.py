"""Tests a button as a line of a plan file."""

import pytest

from appliance.plan.cli import example
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.lines import button_line
from appliance.plan.model import Button, Contact, Kind
from appliance.plan.parse import examine

HELP = (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY))


@pytest.mark.parametrize(
    "button",
    [
        Button(ButtonId("A101-second"), RoomId("A101"), "esphome", KeyId("A101-second"), HELP),
        Button(ButtonId("7"), RoomId("A101"), "esphome", KeyId("no"), HELP, device="handbell-x7"),
        Button(ButtonId("1e3"), RoomId("A101"), "esphome", KeyId("0x10"), HELP, address="192.168.10.21:6053"),
    ],
)
def test_a_line_put_into_a_plan_file_gives_the_same_button(button: Button) -> None:
    text = example().replace("buttons:\n", f"buttons:\n{button_line(button)}\n", 1)
    plan = examine(text, "plan").plan
    assert plan is not None
    assert plan.buttons[0] == button


def test_a_line_reads_like_those_of_the_example() -> None:
    line = button_line(Button(ButtonId("B204-wall"), RoomId("B204"), "esphome", KeyId("B204-wall"), HELP))
    assert (
        line
        == "  - {id: B204-wall, room: B204, family: esphome, key: B204-wall, contacts: {help: assist, hold: emergency}}"
    )
    assert (
        "{id: A101-desk, room: A101, family: esphome, key: A101-desk, contacts: {help: assist, hold: emergency}}"
        in example()
    )
