"""Tests what is printed beside a button: the room, what a press asks for, whom to phone, and exactly what the firmware's lamp does."""

import re
from html.parser import HTMLParser
from importlib.resources import files

import pytest
import segno
from msgspec.structs import replace

import hardware.firmware
from appliance.buttons.labels import Label, page, qr_text
from appliance.door_cards.legend import DRAWN_MS, LEGEND, SILENT, Blink
from appliance.plan.families import ESPHOME
from appliance.plan.ids import ButtonId, KeyId, RoomId, ZoneId
from appliance.plan.model import Button, Contact, Kind, Room, Wire
from hardware.ports import Phase

ROOM = Room(RoomId("B210"), "Room 210 <Gr 5> & kiln", "2", ZoneId("west"), "Rm B210")
BUTTON = Button(
    ButtonId("B210-wall"),
    RoomId("B210"),
    ESPHOME,
    KeyId("B210-wall"),
    (Contact("help", Kind.ASSIST), Contact("hold", Kind.EMERGENCY), Contact("medical", Kind.MEDICAL)),
)
LIGHTS_OF = re.compile(r"/\* (\S+) +\*/ \{(OFF|\{[^{}]*\}), (OFF|\{[^{}]*\})\},")
LEVELS = {"DIM": 0.05, "HALF": 0.5, "FULL": 1.0}


class Words(HTMLParser):
    """Collects the text of a page, and the addresses of whatever it would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.fetched: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said += [data.strip()] if data.strip() else []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for name, value in attrs if name in {"src", "href", "onload"}]


def read(text: str) -> Words:
    words = Words()
    words.feed(text)
    return words


def test_a_label_says_where_what_and_whom_to_phone() -> None:
    words = read(page([Label(ROOM, BUTTON, "+1 720 555 0100")]))
    for said in ("Room 210 <Gr 5> & kiln", "Room B210, floor 2", "an emergency", "medical help", "+1 720 555 0100",
                 "911 is told: Rm B210", "handbell-b210-wall"):  # fmt: skip
        assert said in words.said
    assert words.fetched == [], "a page that is opened years later needs nothing else"


def test_only_a_label_of_a_button_with_safe_says_what_that_answers() -> None:
    without, fitted = (read(page([Label(ROOM, each, "")])).said for each in (BUTTON, replace(BUTTON, safe=True)))
    assert [said for said in fitted if said not in without] == [
        "Safe button:", "we are safe", ", if asked",
    ]  # fmt: skip


def test_a_label_of_one_that_cannot_be_told_says_so_and_has_no_code() -> None:
    pendant = Button(
        ButtonId("play-2"),
        RoomId(""),
        "inovonics",
        KeyId(""),
        (Contact("help", Kind.ASSIST),),
        duty="Playground 2 <east>",
        near=ROOM.room,
        part="EN1223S",
        wires=(Wire("help", "178-1234567/1"),),
    )
    text = page([Label(None, pendant, "+1 720 555 0100", near=ROOM)])
    said = read(text).said
    for each in ("Playground 2 <east>", "near Room 210 <Gr 5> & kiln", "help", "It cannot tell you: phone too,", *SILENT,
                 "play-2, EN1223S, help 178-1234567/1, class 3, radio or panel"):  # fmt: skip
        assert each in said
    assert "<figure" not in text
    assert "911 is told" not in text, "nobody knows which room"
    nowhere = read(page([Label(None, replace(pendant, near=RoomId("")), "")])).said
    assert "Nobody knows where it is when it is pressed: say where you are." in nowhere
    wall = replace(pendant, room=ROOM.room, duty="", near=RoomId(""), family="modbus", part="")
    on_a_board = page([Label(ROOM, wall, "")])
    assert "911 is told: Rm B210" in on_a_board
    assert "class 2, wired" in on_a_board
    assert "<figure" not in on_a_board


def test_the_code_on_it_is_plain_text_that_no_phone_opens() -> None:
    assert qr_text(BUTTON) == "handbell-b210-wall B210"
    drawn = segno.make(qr_text(BUTTON), error="m", micro=False).svg_inline(border=4, omitsize=True)
    assert drawn in page([Label(ROOM, BUTTON, "")])


def test_every_phase_has_one_line_and_no_two_look_alike() -> None:
    assert sorted(str(each.lamp) for each in LEGEND) == sorted(Phase)
    assert len({(each.left, each.right) for each in LEGEND}) == len(LEGEND)
    assert len({each.looks for each in LEGEND}) == len({each.means for each in LEGEND}) == len(LEGEND)


def blink(text: str) -> Blink | None:
    if text == "OFF":
        return None
    level, *figures = text.strip("{}").split(", ")
    return Blink(LEVELS[level], *map(int, figures))


def test_the_rhythms_drawn_are_those_of_the_firmware() -> None:
    source = files(hardware.firmware).joinpath("lights.h").read_text()
    levels = {name: float(figure) for name, figure in re.findall(r"constexpr float (\w+) = ([0-9.]+)F;", source)}
    assert levels == LEVELS
    lights = {name: (blink(left), blink(right)) for name, left, right in LIGHTS_OF.findall(source)}
    assert lights == {str(each.lamp): (each.left, each.right) for each in LEGEND}


@pytest.mark.parametrize(
    ("drawn", "spans"),
    [
        (Blink(1, 4000, 80), [(0, 80)]),
        (Blink(1, 4000, 80, 2), [(0, 80), (160, 240)]),
        (Blink(1, 2000, 1000, 1, 1000), [(1000, 2000), (3000, 4000)]),
        (Blink(1, 1000, 1000), [(0, 1000), (1000, 2000), (2000, 3000), (3000, 4000)]),
    ],
)
def test_a_rhythm_is_drawn_as_long_as_it_is_lit(drawn: Blink, spans: list[tuple[int, int]]) -> None:
    assert drawn.spans() == spans
    assert all(start < until <= DRAWN_MS for start, until in spans)
