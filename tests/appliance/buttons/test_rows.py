"""Tests that every mistake of a list is named at once, with its line; that a list with one is refused whole; and that no file makes an
exception.
"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from appliance.buttons.entries import entries
from appliance.buttons.rows import COLUMNS, CSV_BYTES_MAX, parse
from appliance.plan.cli import example
from appliance.plan.devices import usual_contacts
from appliance.plan.families import ESPHOME
from appliance.plan.ids import ButtonId, KeyId, RoomId
from appliance.plan.model import NO_PLAN, Button
from tests.appliance.buttons.paperwork import Paperwork
from tests.appliance.plan.test_wires import wired

USUAL_CONTACTS = usual_contacts(ESPHOME)
HEAD = "room,name,floor,zone,phone_name,button,board,contacts,quiet,address,parts\n"
GOOD = "B210,Room 210,2,west,Rm B210,,,,,\n"

MISTAKES = [
    (GOOD + ",Room 211,2,west,Rm B211,,,,,\n", 'rooms.csv:3: room: This is empty. Write the room\'s short name, such as B204.'),
    ("B210,,2,west,Rm B210,,,,,\n", "rooms.csv:2: name: This is empty. Write it after the colon."),
    ("B210,Room 210,2,,Rm B210,,,,,\n",
     "rooms.csv:2: zone: This is empty. Write the part of the building it is in: a desk beside a call does not count as help for it."),
    (GOOD + "b210,Room 211,2,west,Rm B211,B211,,,,\n",
     'rooms.csv:3: room: "b210" is used already, on line 2. Each must have its own: choose another.'),
    (GOOD + "A101,,,,,B210-wall,,,,\n",
     'rooms.csv:3: button: "B210-wall" is used already, on line 2. Each must have its own: choose another.'),
    ("B210,Library,2,west,Rm B210,,,,,\n",
     'rooms.csv:2: name: "Library" is used already, in the plan. Each must have its own: choose another.'),
    ("B210,Room 210,2,west,Rm B210,wall of B210,,,,\n",
     'rooms.csv:2: button: "wall of B210" cannot be used as a name here. '
     "Use letters, digits, - _ and . only, beginning with a letter or digit."),
    ("B210,Room 210,2,west,Rm B210,B210-beside-the-west-door,,,,\n",
     'rooms.csv:2: button: "handbell-b210-beside-the-west-door" cannot be the name of a device, which is made of this id. '
     "Choose a shorter id of letters and digits, or write a `device`."),
    ("B210,Room 210,2,west,Rm B210,,esp32-p0e,,,\n",
     'rooms.csv:2: board: There is no firmware for a board "esp32-p0e". Did you mean "esp32-poe"?'),
    ("B210,Room 210,2,west,Rm B210,,,help door,,\n",
     'rooms.csv:2: contacts: Our buttons have no contact "door". '
     "Write some of help, hold, medical, tap-out and safe, with blanks in between."),
    ("B210,Room 210,2,west,Rm B210,,,help save,,\n",
     'rooms.csv:2: contacts: Our buttons have no contact "save". Did you mean "safe"?'),
    ("B210,Room 210,2,west,Rm B210,,,safe,,\n",
     'rooms.csv:2: contacts: A button with nothing but "safe" calls nobody. Name what else it has, such as: help safe.'),
    ("B210,Room 210,2,west,Rm B210,,,help safe=assist,,\n",
     'rooms.csv:2: contacts: "safe" answers a room check-in and can never be a call, but it asks for "assist". Write safe alone.'),
    ("C124,,,,,C124-wall,,help safe,,\n",
     'rooms.csv:2: contacts: This says "help=assist hold=emergency safe=check-in"; button "C124-wall" stands with '
     '"help=assist hold=emergency" in the plan or on an earlier line. Correct one of the two.'),
    ("B210,Room 210,2,west,Rm B210,,,help=lockdown,,\n",
     'rooms.csv:2: contacts: "lockdown" is not a kind. Choose one of tap-out, assist, medical and emergency.'),
    ("B210,Room 210,2,west,Rm B210,,,help help,,\n",
     'rooms.csv:2: contacts: "help" is used already, on line 2. Each must have its own: choose another.'),
    ("B210,Room 210,2,west,Rm B210,,,tap-out=emergency,,\n",
     'rooms.csv:2: contacts: "tap-out" stands on the button, but it asks for emergency. '
     "Write `tap-out: tap-out`: a press always means what the button says."),
    ("B210,Room 210,2,west,Rm B210,,,,perhaps,\n",
     'rooms.csv:2: quiet: This must be yes or no, not "perhaps". Write yes, no, or nothing.'),
    ("B210,Room 210,2,west,Rm B210,,,,,192.168.10\n",
     'rooms.csv:2: address: "192.168.10" is not an address. Write it like 192.168.10.21 or 192.168.10.21:6053, or leave it out.'),
    ("B210,Room 210,2,west,Rm B210,,,,,,,,\n",
     "rooms.csv:2: There are 13 values here for 11 columns. Put a value that holds a comma in quotes."),
    ("A110,Library,1,,,A110-lan,,,yes,\n",
     'rooms.csv:2: quiet: This says yes; room "A110" stands with no in the plan or on an earlier line. Correct one of the two.'),
    ("A110,Reading room,,,,A110-lan,,,,\n",
     'rooms.csv:2: name: This says "Reading room"; room "A110" stands with "Library" in the plan or on an earlier line. '
     "Correct one of the two."),
    ("C120,,,,,C120-pendant,,,,\n",
     'rooms.csv:2: button: The plan has button "C120-pendant" already, of the family "webhook". '
     "Write `family: esphome` and `key: C120-pendant` there, or name another button here."),
    ('B210,"Room\n210",2,west,Rm B210,,,,,\n',
     'rooms.csv:2: name: "Room?210" holds a character that cannot be shown. Type it again, on one line.'),
    ('B210,"Room 210,2,west,Rm B210,,,,,\n',
     "rooms.csv:2: This line cannot be read (unexpected end of data). Look for a quotation mark that is not closed."),
    ("B210,Room 210,2,west,Rm B210,,,,,,tampr\n",
     'rooms.csv:2: parts: Our buttons have no part "tampr". Did you mean "tamper"?'),
    ("", "rooms.csv:1: There are no rooms in this list. Write one row for each button."),
]  # fmt: skip


WIRE_HEAD = "room,name,button,board,contacts,family,part,wires,duty,area,near\n"
WIRE_MISTAKES = [
    ("A101,,,,,modbuss,,help=west-io/1,,,\n",
     'rooms.csv:2: family: No button of a family "modbuss" is made from this list. Did you mean "modbus"?'),
    ("A101,,,,,webhook,,,,,\n",
     'rooms.csv:2: family: No button of a family "webhook" is made from this list. '
     "Write one of esphome, inovonics, modbus, gpio and alarmdecoder, or nothing for our own buttons."),
    ("A101,,,,,modbus,,,,,\n",
     "rooms.csv:2: wires: This is empty. Write where its contact is, like "
     "help=178-1234567/1, help=west-io/1/2, help=GPIO17/GPIO27 or help=panel/zone/12."),
    ("A101,,,,,modbus,,help=west-oi/1,,,\n",
     'rooms.csv:2: wires: There is no board "west-oi". Did you mean "west-io"?'),
    ("A101,,,,,modbus,,west-io/1 help=west-io/2,,,\n",
     'rooms.csv:2: wires: The contact "help" is there twice. Keep one of the two.'),
    ("A101,,,,,modbus,,west-io/3,,,\nA101,,A101-x,,,modbus,,west-io/4/3,,,\n",
     'rooms.csv:3: wires: "west-io/3" is used already, on line 2. Correct one of the two.'),
    ("A101,,,esp32-c3,,gpio,,GPIO5,,,\n",
     'rooms.csv:2: board: A button of the family "gpio" has no firmware and no address. Leave it empty.'),
    ("A101,,,,help safe,gpio,,GPIO5,,,\n",
     'rooms.csv:2: contacts: A button of the family "gpio" cannot be told whether its "safe" was taken. Leave safe out.'),
    ("A101,,,,,,,west-io/3,,,\n",
     'rooms.csv:2: wires: A button of the family "esphome" is on no wire of this box. Leave it out.'),
    (",,play-3,,,inovonics,EN1223Q,178-77/1,Bus duty,,\n",
     'rooms.csv:2: part: There is no part "EN1223Q" of this family. Did you mean "EN1223S"?'),
    (",,,,,inovonics,,178-77/1,Bus duty,,\n",
     "rooms.csv:2: button: This is empty. Write a short name for what goes with the duty, such as play-2."),
    (",Yard,play-3,,,inovonics,,178-77/1,Bus duty,,\n",
     "rooms.csv:2: name: This row is of a duty, and has no room. Leave it empty."),
    (",,play-3,,,inovonics,,178-77/1,Bus duty,,C1200\n",
     'rooms.csv:2: near: There is no room "C1200". Did you mean "C120"?'),
    (",,play-3,,,inovonics,,178-77/1,Bus duty,Play ground,\n",
     'rooms.csv:2: area: There is no area "Play ground". Did you mean "Playground"?'),
    (",,play-3,,,modbus,,west-io/5,Bus duty,,\n",
     'rooms.csv:2: duty: A button of the family "modbus" cannot be carried. Write its `room`.'),
    (",,play-2,,,inovonics,EN1223S,178-1234567/2,Playground 2,Playground,\n",
     'rooms.csv:2: wires: This says "help=178-1234567/2"; button "play-2" stands with "help=178-1234567/1" in the plan or on an '
     "earlier line. Correct one of the two."),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "told"), WIRE_MISTAKES)
def test_each_mistake_of_a_button_on_a_wire_with_its_line_and_column(papers: Paperwork, rows: str, told: str) -> None:
    papers.plan.write_text(wired(), encoding="utf-8")
    assert papers.provision(WIRE_HEAD + rows) == 1
    assert papers.said() == f"{told}\n\n1 mistake. Correct them and run this again.\n\nNothing was made.\n"
    assert not papers.out.exists()


@pytest.mark.slow
@pytest.mark.parametrize(("rows", "told"), MISTAKES)
def test_each_mistake_with_its_line_and_nothing_is_made(papers: Paperwork, rows: str, told: str) -> None:
    assert papers.provision(HEAD + rows) == 1
    assert papers.said() == f"{told}\n\n1 mistake. Correct them and run this again.\n\nNothing was made.\n"
    assert not papers.out.exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A101,X1,192.168.10.30",
         'address: Sounder "west-hall" in the plan has this address already. Correct one of the two, or leave both out.'),
        ("A101,west-hall,",
         'button: Sounder "west-hall" in the plan has this key already. Two devices never share one: choose another.'),
        ("A101,West.hall,",
         'button: Sounder "west-hall" in the plan has this device name already. '
         "Choose another id, or give one of the two another name with `device`."),
    ],
)  # fmt: skip
def test_what_a_sounder_of_the_plan_has_already_is_told_with_its_name(papers: Paperwork, row: str, told: str) -> None:
    sounder = "{id: west-hall, name: Hall, family: esphome, key: west-hall, zone: west, address: 192.168.10.30}"
    papers.plan.write_text(example().replace("\nsounders:\n", f"\nsounders:\n  - {sounder}\n"), encoding="utf-8")
    assert papers.provision(f"room,button,address\n{row}\n") == 1
    assert papers.said() == (
        f"rooms.csv:2: {told}\n\n1 mistake. Correct them and run this again.\n\nNothing was made.\n"
    )


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines(papers: Paperwork) -> None:
    assert papers.provision(HEAD + GOOD + ",,,,,,,,,\n,Nowhere,,,,,,,,\nB212,,,,,,,,loud,\n") == 1
    told = papers.said().splitlines()
    assert [each.partition(": This")[0] for each in told[:6]] == [
        "rooms.csv:4: room",
        "rooms.csv:5: quiet",
        "rooms.csv:5: zone",
        "rooms.csv:5: name",
        "rooms.csv:5: floor",
        "rooms.csv:5: phone_name",
    ]
    assert told[7:] == ["6 mistakes. Correct them and run this again.", "", "Nothing was made."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rom,name\nB210,x\n", 'rooms.csv:1: There is no column "rom". Did you mean "room"?'),
        ("room,room\nA110,A110\n", "rooms.csv:1: room: This column is there twice. Keep one of the two."),
        ("", 'rooms.csv:1: The first line does not name a column "room".'),
        ("room,,button\nA110,,A110-lan\n", 'rooms.csv:1: There is no column "".'),
        ("room,button,,\nA110,A110-lan,to do,\n", "rooms.csv:2: There are 4 values here for 2 columns."),
        (b"PK\x03\x04\xff\xff", "rooms.csv:1: This is not text in UTF-8. Save the file with the encoding UTF-8."),
        (
            b"room\n" + b"x" * CSV_BYTES_MAX,
            "rooms.csv:1: The file is longer than 1,048,576 bytes, which no list of rooms is.",
        ),
    ],
)
def test_what_is_no_list_of_rooms(papers: Paperwork, text: str | bytes, told: str) -> None:
    assert papers.provision(text) == 1
    assert told in papers.said()
    assert not papers.out.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbfroom,button\r\nA110,A110-lan\r\n",
        b"Room;Button\r\n A110 ; A110-lan\r\n",
        b"ROOM\tBUTTON\nA110\tA110-lan\n",
        b"\n\nbutton,room\n\nA110-lan,A110\n,\n",
        b"room,button,,\r\nA110,A110-lan,,\r\n,,,\r\n",
    ],
)
def test_a_spreadsheet_may_save_it_as_it_likes(papers: Paperwork, written: bytes) -> None:
    assert papers.provision(written) == 0
    assert (papers.out / "handbell-a110-lan.yaml").exists()


def test_several_buttons_of_a_room_name_it_once() -> None:
    read = parse(HEAD + GOOD + "B210,,,,,B210-desk,,medical,,\n", "esp32-poe")
    found = entries(read.rows, NO_PLAN)
    assert (read.mistakes, found.mistakes) == ([], [])
    assert [room.room for room in found.rooms] == ["B210"]
    assert [(button.button, button.room) for button in found.buttons] == [("B210-wall", "B210"), ("B210-desk", "B210")]


def test_what_is_left_out_is_what_stands_beside_row() -> None:
    row = parse("room\nA110\n", "esp32-c3").rows[0]
    assert (row.button, row.board, row.contacts, row.quiet, row.address, row.parts) == (
        "A110-wall",
        "esp32-c3",
        (),
        None,
        "",
        (),
    )
    (button,) = entries([row], NO_PLAN).buttons
    assert {each.contact: str(each.kind) for each in button.contacts} == {"help": "assist", "hold": "emergency"}


def test_safe_comes_with_the_contacts_named_and_stays_where_none_are() -> None:
    plan = replace(
        NO_PLAN, buttons=(Button(ButtonId("P"), RoomId("A110"), ESPHOME, KeyId("P"), USUAL_CONTACTS, safe=True),)
    )
    read = parse("room,button,contacts\nA110,P,\nA110,N,HELP Safe\nA110,U,\nA110,W,help safe=check-in\n", "esp32-poe")
    assert read.mistakes == []
    of = {row.button: button for row, button in entries(read.rows, plan).of}
    assert {name: button.safe for name, button in of.items()} == {"P": True, "N": True, "U": False, "W": True}
    assert all(button.contacts == USUAL_CONTACTS for button in of.values()), (
        "safe stands in no list of contacts that call"
    )


CELLS = some.one_of(
    some.text(max_size=40),
    some.sampled_from(["", "B210", "A110", "help hold", "help safe", "safe", "esp32-c3", "yes", "west"]),
)


@given(some.text(max_size=300))
def test_no_text_is_an_exception(text: str) -> None:
    read = parse(f"room,{text}", "esp32-poe")
    assert all(each.line >= 1 and each.says and each.do for each in read.mistakes)


@pytest.mark.slow
@given(some.lists(some.lists(CELLS, min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4))
def test_no_cells_are_an_exception(cells: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *cells])
    read = parse(text.getvalue(), "esp32-poe")
    found = entries(read.rows, NO_PLAN)
    assert all(each.line >= 1 and each.says and each.do for each in [*read.mistakes, *found.mistakes])
