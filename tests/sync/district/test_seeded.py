"""Tests a box that its seed takes into the district: real uplink, real server, started in any order, on any line."""

import shutil
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from sync.district.authority import receipt_key
from sync.transport.identity import NotEnrolled, load
from sync.uplink.seeded import Seeded, read
from tests.hardware.running import until
from tests.sync.box_feed import BoxFeed
from tests.sync.district.serving import Server, command
from tests.sync.entries import Record
from tests.sync.uplink.conftest import UPLINK

pytestmark = pytest.mark.slow

WITHIN_S = 60.0


@dataclass
class Way:
    """A box, its seed's file, and a district."""

    folder: Path
    box: BoxFeed
    server: Server
    uplink: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "uplink"

    @property
    def log(self) -> str:
        return (self.folder / "uplink.log").read_text()

    def seeded(self, token: str, port: int | None = None) -> None:
        ca = (self.server.folder.keys / "authority.pem").read_text()
        given = Seeded(f"https://localhost:{port or self.server.port}", ca, token)
        (self.folder / "district.json").write_bytes(msgspec.json.encode(given))

    def starts(self) -> None:
        words = [*UPLINK, "--data", str(self.data), "--run", str(self.folder)]
        with (self.folder / "uplink.log").open("ab") as log:
            seeded = ["--seeded", str(self.folder / "district.json")]
            self.uplink = subprocess.Popen([*words, *seeded], stdout=log, stderr=log, env={"PATH": ""})

    def kill(self) -> None:
        if self.uplink is not None:
            self.uplink.kill()
            self.uplink.wait()
            self.uplink = None

    async def is_enrolled(self) -> None:
        await until(self._enrolled, WITHIN_S)

    def _enrolled(self) -> bool:
        try:
            return bool(load(self.data).district.server)
        except NotEnrolled:
            return False


@pytest.fixture
async def way(tmp_path: Path) -> AsyncIterator[Way]:
    async with BoxFeed.open(Record(), tmp_path) as box:
        box.writes(3)
        made = Way(tmp_path, box, Server(tmp_path / "district").init().start())
        try:
            yield made
        finally:
            made.kill()
            made.server.stop()
            print(made.log if (tmp_path / "uplink.log").exists() else "")


async def test_with_a_line_it_enrols_at_once_and_keeps_no_second_copy_of_the_authority(way: Way) -> None:
    way.seeded(way.server.token("Lincoln"))
    way.starts()
    await until(lambda: "is enrolled with" in way.log, WITHIN_S)
    assert {each.name for each in way.data.glob("*.pem")} == {"authority.pem", "identity.pem"}
    assert "token" not in way.log


async def test_without_a_line_it_waits_for_one_and_says_so(way: Way) -> None:
    way.seeded(way.server.token("Lincoln"))
    way.server.kill()
    way.starts()
    await way.box.sees("localhost", WITHIN_S)
    way.server.start()
    await way.is_enrolled()


async def test_a_token_refused_for_good_is_said_and_not_asked_again(way: Way) -> None:
    way.seeded("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH")
    way.starts()
    await way.box.sees("unknown, used, withdrawn or expired", WITHIN_S)
    await way.box.sees("write it into the seed", WITHIN_S)
    assert not way._enrolled()
    asked = len(way.box.asked_to_sign)
    way.server.kill()
    way.server.start()
    await way.box.sees("unknown, used, withdrawn or expired", WITHIN_S)
    assert len(way.box.asked_to_sign) == asked
    way.kill()
    way.seeded(way.server.token("Lincoln"))  # an edited seed, for which systemd starts the uplink anew
    way.starts()
    await way.is_enrolled()


async def test_after_a_refusal_a_box_that_has_signed_nothing_yet_is_waited_for(way: Way) -> None:
    """A new card is no box of its building until it is told which box it replaces. Then it begins anew, with nothing signed."""
    way.seeded("AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH")
    way.starts()
    await way.box.sees("unknown, used, withdrawn or expired", WITHIN_S)
    await way.box.stops()
    way.box.has_signed = False
    await way.box.starts()
    await way.box.sees("signed nothing yet", WITHIN_S)
    way.box.has_signed = True
    way.box.lines.clear()
    await way.box.sees("unknown, used, withdrawn or expired", WITHIN_S)


async def test_an_answer_that_was_lost_on_the_way_costs_no_token(way: Way) -> None:
    way.seeded(way.server.token("Lincoln"))
    way.starts()
    await way.is_enrolled()
    way.kill()
    shutil.rmtree(way.data)  # as if the district's yes had never arrived
    way.starts()
    await way.is_enrolled()


async def test_another_box_gets_nothing_with_a_token_that_was_used(way: Way, tmp_path: Path) -> None:
    way.seeded(way.server.token("Lincoln"))
    way.starts()
    await way.is_enrolled()
    way.kill()
    shutil.rmtree(way.data)
    await way.box.stops()
    async with BoxFeed.open(Record(), tmp_path) as thief:
        thief.writes(3)
        way.starts()
        await thief.sees("unknown, used, withdrawn or expired", WITHIN_S)
        assert not way._enrolled()
    await way.box.starts()


async def test_a_seed_that_names_another_district_moves_the_box_once_that_one_takes_it(
    way: Way, tmp_path: Path
) -> None:
    way.seeded(way.server.token("Lincoln"))
    way.starts()
    await way.is_enrolled()
    way.kill()
    before = load(way.data).district.server
    other = Server(tmp_path / "other").init().start()
    try:
        ca = (other.folder.keys / "authority.pem").read_text()
        moved = Seeded(f"https://localhost:{other.port}", ca, "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH")
        (tmp_path / "district.json").write_bytes(msgspec.json.encode(moved))
        way.starts()
        await until(lambda: "stays with" in way.log, WITHIN_S)
        assert load(way.data).district.server == before
        way.kill()
        moved = msgspec.structs.replace(moved, token=other.token("Lincoln"))
        (tmp_path / "district.json").write_bytes(msgspec.json.encode(moved))
        way.starts()
        await until(lambda: load(way.data).district.server == moved.server, WITHIN_S)
    finally:
        way.kill()
        other.stop()


async def test_a_server_that_moved_to_another_name_is_gone_on_with_by_every_box_it_had(way: Way) -> None:
    """From one command on, the server's certificate has the new name; each box uses it from its next seed on. No token and no enrolment is
    needed.
    """
    way.box.receipt_keys.add(receipt_key(way.server.folder).public)
    way.seeded(way.server.token("Lincoln"))
    way.starts()
    await way.box.is_countersigned(3)
    identity = (way.data / "identity.pem").read_bytes()
    way.kill()
    assert way.server.stop() == 0
    moved = Server(way.server.data, address="127.0.0.2").start()
    try:
        ca = (moved.folder.keys / "authority.pem").read_text()
        (way.folder / "district.json").write_bytes(msgspec.json.encode(Seeded(moved.url, ca)))
        way.box.writes(2)
        way.starts()
        await way.box.sees("its certificate does not hold", WITHIN_S)
        done = command("certificate", "renew", "--host", "127.0.0.2", "--data", str(moved.data))
        assert (done.returncode, "server: https://127.0.0.2:PORT" in done.stdout) == (0, True), done.stderr
        await way.box.is_countersigned(5)
        assert (load(way.data).district.server, (way.data / "identity.pem").read_bytes()) == (moved.url, identity)
        assert "new connections are answered with the certificate for 127.0.0.1, localhost, 127.0.0.2" in moved.said()
    finally:
        way.kill()
        moved.stop()
        way.server.start()  # the fixture stops this server in the end


@pytest.mark.parametrize("text", [None, "", "{}", "[1]", '{"server": 3}'])
def test_without_a_seed_there_is_nothing_to_enrol_with(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "district.json"
    if text is not None:
        file.write_text(text)
    assert read(file) == Seeded()
