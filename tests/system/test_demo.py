"""Tests `handbell demo` as a process of its own: the scripted morning, over the wire that real buttons speak, and a window
that is closed.
"""

import asyncio
import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import ssl
import struct
import subprocess
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from appliance.api.ask import Reply
from appliance.api.client_line import LineLost
from appliance.api.desk.client import DeskClient
from appliance.api.desk.people import AskPeople, PeopleKnown, ProveSelf
from appliance.api.listed.messages import AskListed, ListedKnown
from appliance.api.listed.readiness import AskReadiness, ReadinessKnown
from appliance.api.page.client import PageClient
from appliance.api.page.own_page import DrawOwnPage
from appliance.api.ways.pages import OpenPairing, PairingOpened
from appliance.door_cards.card import door_cards
from appliance.door_cards.hung import Stands, compared, read_list
from appliance.duties.adopted.rules_document import rules_in
from appliance.page_authority.page_folder import SHOWN
from appliance.plan.ids import ButtonId, DeskId, PersonId
from tests.patience import patient
from tests.system.box import HANDBELL
from tui.browser.door import SOCKET_NAME
from tui.command import COLUMNS_MIN, LINES_MIN
from tui.demo import before
from tui.demo.pages import DESK, FOLDER
from tui.demo.school import PIN, WITH_PIN, School

pytestmark = pytest.mark.slow

ENDED_WITHIN_S = 60
WITHIN_S = 300  # the demo takes half a minute, and for most of it waits until a cut cable is believed
IN_ORDER = (
    "12 wall buttons are switched on",
    "talks encrypted",
    "lamp says *received*",
    "lamp says *acknowledged*",
    "lamp says *on the way*",
    "the button itself says *not delivered*",
    "button-lost B206-wall",
    "the late press rings as call 2",
    "call 3 is now an emergency",
    "kill -9",
    "rings again",
    "every press was kept, shown and answered",
)


def surroundings(folder: Path) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "TMPDIR": str(folder), "LANG": "C.UTF-8", "TERM": "xterm-256color"}


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder with a short path, as the machine's own temporary folder: sockets are made in it."""
    made = Path(tempfile.mkdtemp(prefix="hb"))
    yield made
    shutil.rmtree(made)


def reads(window: int, words: bytes) -> None:
    """Read the screen until these words were on it."""
    seen, until_s = b"", time.monotonic() + WITHIN_S
    while words not in seen:
        assert select.select([window], [], [], until_s - time.monotonic())[0], seen[-2000:]
        seen += os.read(window, 4096)


def test_the_scripted_morning_comes_about_and_leaves_nothing_behind(folder: Path) -> None:
    demo = subprocess.run(
        [HANDBELL, "demo"],
        env=surroundings(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert (demo.returncode, demo.stderr) == (0, "")
    told = " ".join(demo.stdout.split())
    places = [told.find(words) for words in IN_ORDER]
    assert -1 not in places, demo.stdout
    assert places == sorted(places), demo.stdout
    assert max(map(len, demo.stdout.splitlines())) <= COLUMNS_MIN
    assert all(re.match(r" *[0-9.]+ s  \S| {10}\S", line) for line in demo.stdout.splitlines())
    assert not list(folder.iterdir())


@pytest.mark.parametrize("where", ["before the console", "in the console"])
@pytest.mark.parametrize("session", [["setsid", "--ctty"], ["setsid"]], ids=["told by SIGHUP", "told by nobody"])
def test_a_closed_window_ends_it_and_leaves_nothing_behind(folder: Path, where: str, session: list[str]) -> None:
    window, inside = pty.openpty()
    fcntl.ioctl(window, termios.TIOCSWINSZ, struct.pack("HHHH", LINES_MIN, COLUMNS_MIN, 0, 0))
    demo = subprocess.Popen(
        [*session, HANDBELL, "demo"], env=surroundings(folder), stdin=inside, stdout=inside, stderr=inside
    )
    os.close(inside)
    try:
        reads(window, b"Press Enter")
        if where == "in the console":
            os.write(window, b"\r")
            reads(window, b"UNATTENDED")
        os.close(window)
        demo.wait(ENDED_WITHIN_S)
    finally:
        demo.kill()
        demo.wait()
    assert not list(folder.iterdir())


async def test_what_follows_a_call_can_be_tried_as_three_people_have_a_pin_and_rules_and_a_calendar_count() -> None:
    async with School.opened() as school:
        await school.prepare_afterwards()
        async with DeskClient.connect(school.desk_socket, None, "test") as line:
            people = await line.ask(AskPeople(request=0))
            listed = await line.ask(AskListed(request=0))
        async with DeskClient.connect(school.desk_socket, DeskId("front"), "test") as line:
            proved = await line.ask(ProveSelf(request=0, person=PersonId("reyes"), secret=PIN))
    assert isinstance(people, PeopleKnown)
    assert {each.name for each in people.people if each.since_wall_ms is not None} == {*WITH_PIN}
    assert isinstance(listed, ListedKnown)
    assert {each.name for each in rules_in(listed.rules).sets} == {"neutral", "colorado"}
    assert listed.calendar_digest
    assert proved.ok, proved.says


async def test_a_page_is_served_with_a_certificate_for_its_name_and_ends_with_the_demo() -> None:
    async with School.opened() as school:
        await school.serve_pages()
        host, port = urlsplit(school.pages.address).hostname, urlsplit(school.pages.address).port
        assert host is not None and port is not None
        context = ssl.create_default_context(cafile=str(school.folder / FOLDER / SHOWN))

        async def greeted() -> bytes:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=host)
            writer.write(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
            said = await reader.read()
            writer.close()
            return said

        said = b""
        async with patient():
            while not said:
                try:
                    said = await greeted()
                except ConnectionRefusedError:
                    await asyncio.sleep(0.1)
        assert said.startswith(b"HTTP/1.1 200 OK\r\n")
        assert (
            f"MAP {host} 127.0.0.1" in school.pages.browser_line and school.pages.address in school.pages.browser_line
        )
        async with DeskClient.connect(school.desk_socket, DeskId("front"), "test") as desk:
            window = await desk.ask(OpenPairing(request=0, page=ButtonId(DESK)))
        assert isinstance(window, PairingOpened), "the desk in the hall may be a browser"
        refused: object = None
        async with patient():
            while refused is None:
                with contextlib.suppress(LineLost):
                    async with PageClient.connect(school.desk_socket.with_name(SOCKET_NAME), lambda _: None) as pages:
                        refused = await pages.ask(DrawOwnPage(request=0, number=1, code="7KQ2", spanish=False))
                await asyncio.sleep(0.1)
        assert isinstance(refused, Reply) and refused.code == "not-a-code", "desks in browsers are served"
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_what_is_done_before_a_call_can_be_tried_as_a_week_has_gaps_exercises_wait_and_cards_are_out_of_date() -> (
    None
):
    async with School.opened() as school:
        await school.prepare_before()
        async with DeskClient.connect(school.desk_socket, DeskId("front"), "test") as line:
            ready = await line.ask(AskReadiness(request=0))
            board = await anext(line.states())
        hung = read_list((school.folder / before.DOORS).read_text("utf-8"))
    assert isinstance(ready, ReadinessKnown)
    assert ready.gaps or not ready.occupied, "on days without school there is no hour to cover"
    assert board.exercise_year is not None
    assert [each.asked.title for each in board.exercise_year.waiting] == [
        "Somebody needs medical help",
        "A student has left the building",
        "Spring drill",
    ]
    stands = {each.room: each.stands for each in compared(door_cards(school.plan), hung)}
    assert {room for room, each in stands.items() if each is Stands.OUT_OF_DATE} == {before.RENAMED}
    assert {room for room, each in stands.items() if each is Stands.NOT_HUNG} == {before.WITHOUT_CARD}
