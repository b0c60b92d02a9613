"""Tests `handbell plan` as a person meets it: the example, a page full of mistakes, and a box that is or is not there."""

import asyncio
import threading
from pathlib import Path

import pytest

from appliance.api.ask import Reply
from appliance.api.desk.client import DeskClient
from appliance.api.desk.frames import from_desk
from appliance.api.desk.line import Attach, Welcome
from appliance.api.desk.plan import AdoptPlanFile
from appliance.api.framing import frame
from appliance.commands.plan import main
from appliance.plan.check import check
from appliance.plan.cli import example
from appliance.plan.coverage import coverage
from appliance.plan.document import digest, from_document, to_document
from appliance.plan.model import Plan
from appliance.plan.parse import parse

BROKEN = """\
building:
  name: Fox Hollow Elementary
  address: 2100 Larkspur Way
  phone: 911
  timezone: America/Denvr
occupied:
  - mon-fri 7:00am-4:00pm
rooms:
  - {id: A101, name: Front office, floor: 1, zone: front, phone_name: Rm A101}
  - {id: B204, name: Room 204, floor: 2, zone: west, phonename: Rm B204}
  - {id: B206, name: Room 206, floor: 2, zone: west, phone_name: Rm B206}
buttons:
  - {id: A101-desk, room: A101, family: simulated, key: one, contacts: {help: emergency, hold: assist}}
  - {id: B204-wall, room: B2O4, family: simulatd, key: one, contacts: {help: lockdown}}
desks:
  - {id: front, name: Front office, zone: front}
people:
  - {id: reyes, name: Marisol Reyes, roles: [nurs], told_by: bell}
ladder:
  - {after_s: 5, desks: [front]}
  - {after_s: 3}
limits:
  sound_again_s: 20
"""

TOLD = """\
plan.yaml:4: building.phone: "911" is not a number that 911 can call back. Write it with its area code, such as +1 720 555 0100.
plan.yaml:5: building.timezone: There is no timezone "America/Denvr". Did you mean "America/Denver"?
plan.yaml:7: occupied[0]: "mon-fri 7:00am-4:00pm" uses am or pm, but hours are written on the 24-hour clock. \
Write days and times such as mon-fri 07:30-16:00, each span as an item of its own.
plan.yaml:10: rooms[1].phonename: "phonename" is not known here. Did you mean "phone_name"?
plan.yaml:10: rooms[1].phone_name: "phone_name" is missing. Add it.
plan.yaml:13: buttons[0].contacts.hold: Holding this button asks for less (assist) than pressing it (emergency). \
A longer press never means less: make hold at least as urgent.
plan.yaml:14: buttons[1].contacts.help: "lockdown" is not a kind. Choose one of tap-out, assist, medical and emergency.
plan.yaml:14: buttons[1].key: "one" is used already, on line 13. Two devices never share one: choose another.
plan.yaml:14: buttons[1].room: There is no room "B2O4". Did you mean "B204"?
plan.yaml:14: buttons[1].family: Nothing here speaks to a family "simulatd". Did you mean "simulated"?
plan.yaml:18: people[0].roles[0]: "nurs" is not a role. Did you mean "nurse"?
plan.yaml:18: people[0].told_by[0]: There is no sounder "bell". Add it under `sounders`, or correct the name.
plan.yaml:20: ladder[0].after_s: The first step waits 5 s. Begin with after_s: 0.
plan.yaml:21: ladder[1].after_s: This step comes at 3 s, not later than the one before it (5 s). \
Order the steps by after_s, each later than the last.
plan.yaml:21: ladder[1]: This step tells nobody. Name desks, sounders or roles, or remove the step.
plan.yaml:23: limits.sound_again_s: 20 s is outside 1 to 10 s: UL 1069 has a call sound again at least every 10 s. \
Choose a value in that range, or leave the line out.
warning: plan.yaml:15: desks: Every desk is in zone "front": a call from that zone would reach no desk that counts. \
Put a second desk in another part of the building.

16 mistakes. Correct them and check again; nothing was changed.
"""

EXAMPLE_TOLD = """\
Fox Hollow Elementary: this plan is sound.
  12 rooms: 12 covered, 0 not covered
  without a two-way button: Playground, Bus loop
  13 buttons, 2 desks, 8 people, 3 sounders
  cannot say when pressed: C120-pendant
    in a drill too their presses ring as real; a walk test of one ends with a person's word
  nobody is point of contact: what one owes an educator after an incident stands in nobody's own list
    administrators are shown what they may read of it; give somebody the role, who never evaluates the educator
  until somebody acknowledges a call, it tells
    at once: desks front and hall
    after 15 s: desks front and hall; sounders front-bell and hall-bell
    after 30 s: sounders front-bell, hall-bell and west-bell; roles lead, security, nurse and mental-health
    after 60 s: sounders front-bell, hall-bell and west-bell; roles administrator and office
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "example.yaml").write_text(example(), encoding="utf-8")
    return tmp_path


def test_the_example_checks_clean_to_the_last_warning() -> None:
    plan = parse(example(), "example.yaml")
    assert isinstance(plan, Plan)
    assert check(plan) == []
    assert len(coverage(plan).covered) == len(plan.rooms)
    assert "B204" in {room.room for room in plan.rooms}


def test_example_prints_what_check_then_finds_sound(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example"]) == 0
    (here / "mine.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["check", "mine.yaml"]) == 0
    assert capsys.readouterr().out == EXAMPLE_TOLD


def test_what_a_browser_can_be_paired_with_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = "\npages:\n  - {id: B204-page, room: B204, kinds: [assist]}\nwalls:\n  - {id: staffroom, name: Staff room, zones: [west]}\n"
    (here / "mine.yaml").write_text(example() + page, encoding="utf-8")
    assert main(["check", "mine.yaml"]) == 0
    said = capsys.readouterr().out
    assert (
        "  a browser can be paired with: B204-page (room), staffroom (wall)\n    no browser opens a page before the seed"
        in said
    )


def test_a_pendant_that_says_when_it_was_pressed_is_worth_no_remark(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pendant = "family: webhook, key: C120-pendant"
    (here / "mine.yaml").write_text(example().replace(pendant, f"{pendant}, tells_age: yes"), encoding="utf-8")
    assert main(["check", "mine.yaml"]) == 0
    assert "cannot say when pressed" not in capsys.readouterr().out


def test_a_plan_with_a_point_of_contact_is_worth_no_remark(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = example().replace("roles: [office],  ", "roles: [office, point-of-contact],")
    assert given != example()
    (here / "mine.yaml").write_text(given, encoding="utf-8")
    assert main(["check", "mine.yaml"]) == 0
    assert "point of contact" not in capsys.readouterr().out


def test_a_page_of_mistakes_reads_well(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "plan.yaml").write_text(BROKEN, encoding="utf-8")
    assert main(["check", "plan.yaml"]) == 1
    assert capsys.readouterr().out == TOLD


def test_a_file_that_is_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "plan.yml"]) == 1
    assert capsys.readouterr().out.splitlines()[0] == (
        "plan.yml:1: There is no such file. Check the name and the folder you are in."
    )


def test_adopt_does_not_send_mistakes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "plan.yaml").write_text(BROKEN, encoding="utf-8")
    assert main(["adopt", "plan.yaml", "--socket", "none.sock"]) == 1
    assert "none.sock" not in capsys.readouterr().out


def test_adopt_without_a_box_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["adopt", "example.yaml", "--socket", "none.sock"]) == 1
    assert "Not adopted. No alert daemon at none.sock" in capsys.readouterr().out


class Box:
    """The far end of a desk line that answers one adoption, on a real socket in a thread of its own."""

    def __init__(self, path: Path, answer: Reply) -> None:
        self.document = b""
        self._path, self._answer = path, answer
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Box":
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_unix_server(self._serve, self._path))
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard = from_desk()
        while data := await reader.read(65536):
            for message in heard.feed(data):
                match message:
                    case Attach(desk=None, client="plan"):
                        writer.write(frame(Welcome(building="Fox", epoch="e", desk=None)))
                    case AdoptPlanFile(request=request, document=document):
                        self.document = document
                        writer.write(frame(Reply(request=request, ok=self._answer.ok, says=self._answer.says)))
        writer.close()


@pytest.fixture
def socket(here: Path) -> Path:
    return here / "desk.sock"


def test_adopt_sends_the_canonical_bytes(here: Path, socket: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Box(socket, Reply(request=0, ok=True)) as box:
        assert main(["adopt", "example.yaml", "--socket", str(socket)]) == 0
    plan = parse(example(), "example.yaml")
    assert isinstance(plan, Plan)
    assert box.document == to_document(plan)
    assert from_document(box.document) == plan
    assert capsys.readouterr().out.endswith(f"\nAdopted. Its digest begins with {digest(box.document)[:12]}.\n")


def test_what_the_box_refuses_is_told_in_its_words(
    here: Path, socket: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Box(socket, Reply(request=0, ok=False, says="Only administrators adopt a plan.")):
        assert main(["adopt", "example.yaml", "--socket", str(socket)]) == 1
    assert capsys.readouterr().out.endswith("\nNot adopted. Only administrators adopt a plan.\n")


def test_whoever_does_not_wait_for_an_adoption_is_told_where_to_look(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(DeskClient, "connect", ended)
    assert main(["adopt", "example.yaml", "--socket", "none.sock"]) == 1
    assert capsys.readouterr().out.endswith(
        "\nNot adopted. Ended by you. Look at the board: it may have adopted the plan since.\n"
    )
