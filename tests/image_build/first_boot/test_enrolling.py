"""Tests the way from the seed to the district with a real daemon, uplink and server: at once, when a line comes later, and with a token
that is no longer valid.
"""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from image_build.first_boot.card_file import bring
from image_build.first_boot.steps import Step
from sync import administration, protocol
from sync.district.asking import ask
from tests.image_build.first_boot.conftest import Ground
from tests.image_build.first_boot.test_provisioning import HERE, New, box, done, provisioning, sees, troubles, until
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import indented, token
from tests.sync.district.serving import Server
from tests.sync.uplink.conftest import UPLINK
from tests.system.box import Box

pytestmark = pytest.mark.slow

__all__ = ["box"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "district").init().start()
    yield made
    made.stop()


def seed_for(server: Server, given: str, replaces: str = "") -> str:
    ca = (server.folder.keys / "authority.pem").read_text()
    district = f"district:\n  server: https://localhost:{server.port}\n  token: {given}\n  ca: |\n{indented(ca, 4)}"
    return written(plan=HERE["plan"], district=district, replaces=replaces)


def fleet(server: Server) -> administration.Fleet:
    told = ask(server.folder.socket, "GET", protocol.FLEET, administration.Fleet)
    assert isinstance(told, administration.Fleet)
    return told


@asynccontextmanager
async def uplink(ground: Ground, box: Box) -> AsyncIterator[None]:
    """Run the uplink as handbell-uplink.service does, with what systemd hands it of the seed in force."""
    words = [*UPLINK, "--data", str(ground.folder / "uplink"), "--run", str(box.run)]
    words += ["--seeded", str(ground.places.box / "current" / "district.json")]
    with (ground.folder / "uplink.log").open("ab") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env={"PATH": ""})
    try:
        yield
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        print((ground.folder / "uplink.log").read_text()[-2000:])


async def test_with_a_line_the_box_is_enrolled_at_its_first_start(ground: Ground, box: New, server: Server) -> None:
    ground.lays(seed_for(server, server.token("lincoln-ms")))
    ground.takes()
    await box.starts_new()
    async with uplink(ground, box), provisioning(ground, box):
        await until(lambda: Step.DISTRICT in done(ground))
        board = await sees(box, lambda board: board.district is not None and board.district.reachable is True)
        assert "not-set-up" not in troubles(board)
        await until(lambda: "done    enrolment with the district" in ground.result)


async def test_with_the_token_of_another_school_it_is_enrolled_and_the_result_says_both_names_until_one_is_put_right(
    ground: Ground, box: New, server: Server
) -> None:
    ground.lays(seed_for(server, server.token("Roosevelt")))
    ground.takes()
    await box.starts_new()
    async with uplink(ground, box), provisioning(ground, box):
        await until(lambda: "The district calls this building 'Roosevelt'" in ground.result)
        await until(lambda: Step.DISTRICT in done(ground))
        await until(lambda: "done    enrolment with the district\n          The district calls this" in ground.result)
        board = await sees(box, lambda board: "building-name-differs" in troubles(board))
        assert "not-set-up" not in troubles(board)
        assert "the plan calls it 'Lincoln Middle School'" in troubles(board)["building-name-differs"]
        renamed = administration.BuildingAsked("Roosevelt", "rename", "Lincoln Middle School")
        await asyncio.to_thread(ask, server.folder.socket, "POST", protocol.BUILDINGS, protocol.Kept, renamed)
        server.kill()  # the box asks again within ten minutes, but at once in a new session
        server.start()
        await sees(box, lambda board: "building-name-differs" not in troubles(board))
        await until(lambda: "The district calls" not in ground.result)


async def test_without_a_line_it_works_and_is_enrolled_when_one_comes(ground: Ground, box: New, server: Server) -> None:
    ground.lays(seed_for(server, server.token("lincoln-ms")))
    server.kill()
    ground.takes()
    await box.starts_new()
    async with uplink(ground, box), provisioning(ground, box):
        await until(lambda: Step.PLAN in done(ground))
        await until(lambda: "WAITS   enrolment with the district" in ground.result and "localhost" in ground.result)
        board = await sees(box, lambda board: "buttons-untested" in troubles(board))
        assert "not-set-up" not in troubles(board), "a line that is not there yet is no mistake of anybody's"
        server.start()
        await until(lambda: Step.DISTRICT in done(ground))


async def test_a_new_card_takes_a_dead_box_s_place_with_nothing_of_its_record(
    ground: Ground, box: New, server: Server, tmp_path: Path
) -> None:
    """The uplink asks while the card is no box of that building yet, and is refused. It asks again once the card is one."""
    ground.lays(seed_for(server, server.token("lincoln-ms")))
    ground.takes()
    await box.starts_new()
    async with uplink(ground, box), provisioning(ground, box):
        await until(lambda: Step.DISTRICT in done(ground))
    box.kill()
    [dead] = fleet(server).boxes
    words = f"replaces:\n  building: {dead.building}\n  box: {dead.box}\n"
    (tmp_path / "second").mkdir()
    card = Ground(tmp_path / "second")
    card.lays(seed_for(server, server.token("lincoln-ms", bytes.fromhex(dead.box)), words))
    card.takes()
    async with New(tmp_path / "second" / "alert") as new:
        await new.starts_new()
        async with uplink(card, new):
            await until(lambda: "for another building" in (card.folder / "uplink.log").read_text())
            async with provisioning(card, new):
                await until(lambda: not new.running)
                new.kill()
                await new.starts()
                board = await sees(new, lambda board: "calls-may-be-open" in troubles(board))
                assert "ask every room" in troubles(board)["calls-may-be-open"]
                assert board.replaces == dead.box[:8] and board.new
                await until(lambda: {Step.REPLACES, Step.PLAN, Step.KEYS, Step.DISTRICT} <= done(card))
                board = await sees(new, lambda board: board.building == "Lincoln Middle School")
                await sees(new, lambda board: "not-set-up" not in troubles(board))
    states = {each.box: each.state for each in fleet(server).boxes if each.building == dead.building}
    assert states.pop(dead.box) == "superseded"
    assert list(states.values()) == ["ok"]


async def test_a_box_that_stays_with_the_district_before_is_not_called_enrolled(
    ground: Ground, box: New, server: Server, tmp_path: Path
) -> None:
    """The box has a line to the old district, which its seed does not name any more."""
    (tmp_path / "other").mkdir()
    other = Server(tmp_path / "other" / "district").init().start()
    try:
        ground.lays(seed_for(server, server.token("lincoln-ms")))
        ground.takes()
        await box.starts_new()
        async with uplink(ground, box), provisioning(ground, box):
            await until(lambda: Step.DISTRICT in done(ground))
        ground.lays(seed_for(other, token("nobody made this one")))
        ground.takes()
        async with uplink(ground, box), provisioning(ground, box):
            board = await sees(box, lambda board: "not-set-up" in troubles(board))
            assert f"This box stays with https://localhost:{server.port}" in troubles(board)["not-set-up"]
            await until(
                lambda: "write it into the seed" in ground.result
            )  # screens are told before the result is written
            assert "WAITS   enrolment with the district" in ground.result
        ground.lays(seed_for(other, other.token("lincoln-ms")))
        ground.takes()
        async with uplink(ground, box), provisioning(ground, box):
            await until(lambda: "done    enrolment with the district" in ground.result)
            board = await sees(box, lambda board: "not-set-up" not in troubles(board))
            assert board.district is not None
            assert board.district.server == f"https://localhost:{other.port}"
    finally:
        other.stop()


async def test_a_token_that_serves_no_more_is_said_on_every_screen_and_on_the_card(
    ground: Ground, box: New, server: Server
) -> None:
    ground.lays(seed_for(server, token("nobody made this one")))
    ground.takes()
    await box.starts_new()
    async with uplink(ground, box), provisioning(ground, box):
        board = await sees(box, lambda board: "not-set-up" in troubles(board))
        assert "The token is unknown, used, withdrawn or expired" in troubles(board)["not-set-up"]
        assert "write it into the seed" in troubles(board)["not-set-up"]
        await until(lambda: "unknown, used, withdrawn or expired" in ground.result)
        assert bring(ground.places) == ""
        assert b"unknown, used, withdrawn or expired" in ground.places.card_result.read_bytes()
    ground.lays(seed_for(server, server.token("lincoln-ms")))
    ground.takes()
    async with uplink(ground, box), provisioning(ground, box):
        await until(lambda: Step.DISTRICT in done(ground))
        await sees(box, lambda board: "not-set-up" not in troubles(board))
