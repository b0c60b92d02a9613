"""Tests what a box's first start hands in on the desk line: keys of devices and what is left to do; and that nobody else may hand it in."""

from pathlib import Path

import pytest

from appliance.api.ask import Reply
from appliance.api.desk.provisioning import KeepCredential, SetUp, TellSetUp
from appliance.doors.console.provisioning_desk import SAYS_CHARACTERS_MAX
from appliance.doors.peer import Peer, Rights
from appliance.plan.ids import KeyId
from tests.appliance.doors.harness import FRONT, Harness, running_harness

SECRET = b"thirty-two bytes of a button key"


class NoAdministrator(Rights):
    def may_adopt(self, peer: Peer) -> bool:
        return False


async def ask(harness: Harness, message: KeepCredential | TellSetUp) -> Reply:
    async with harness.console(None) as admin:
        return await admin.line.ask(message)


def told(harness: Harness) -> dict[str, str]:
    return {each.cause.what: each.detail for each in harness.engine.board.troubles.values()}


async def test_a_key_is_kept_where_the_wires_look_for_it(harness: Harness) -> None:
    assert (await ask(harness, KeepCredential(request=0, key=KeyId("B201-wall"), secret=SECRET))).ok
    assert harness.credentials.get(KeyId("B201-wall")) == SECRET


async def test_a_key_takes_the_place_of_an_older_one_and_the_same_is_not_written_again(harness: Harness) -> None:
    await ask(harness, KeepCredential(request=0, key=KeyId("k1"), secret=b"x" * 32))
    await ask(harness, KeepCredential(request=0, key=KeyId("k1"), secret=SECRET))
    written = harness.credentials.since_ms(KeyId("k1"))
    await ask(harness, KeepCredential(request=0, key=KeyId("k1"), secret=SECRET))
    assert (harness.credentials.get(KeyId("k1")), harness.credentials.since_ms(KeyId("k1"))) == (SECRET, written)


@pytest.mark.parametrize(("key", "secret"), [("../etc", SECRET), ("", SECRET), ("k1", b"")])
async def test_what_cannot_be_kept_is_refused_with_what_to_do(harness: Harness, key: str, secret: bytes) -> None:
    reply = await ask(harness, KeepCredential(request=0, key=KeyId(key), secret=secret))
    assert (reply.ok, reply.code) == (False, "not-kept")
    assert reply.says


async def test_a_secret_is_in_no_text_of_its_message() -> None:
    assert "thirty" not in repr(KeepCredential(request=0, key=KeyId("k1"), secret=SECRET))


async def test_what_is_left_to_do_is_a_trouble_on_every_screen_until_it_is_done(harness: Harness) -> None:
    async with harness.console(FRONT) as desk:
        await ask(harness, TellSetUp(request=0, what=SetUp.SEED_NOT_APPLIED, says="Line 3: there is no such font."))
        board = await desk.board(lambda board: bool(board.troubles))
        assert (board.troubles[0].what, board.troubles[0].detail) == (
            "seed-not-applied",
            "Line 3: there is no such font.",
        )
        await ask(harness, TellSetUp(request=0, what=SetUp.SEED_NOT_APPLIED, says="Line 4: cut short."))
        board = await desk.board(lambda board: bool(board.troubles) and "cut short" in board.troubles[0].detail)
        assert len(board.troubles) == 1
        await ask(harness, TellSetUp(request=0, what=SetUp.SEED_NOT_APPLIED, says=""))
        await desk.board(lambda board: not board.troubles)


async def test_the_same_words_are_no_news_and_each_matter_stands_for_itself(harness: Harness) -> None:
    await ask(harness, TellSetUp(request=0, what=SetUp.NOT_SET_UP, says="No seed."))
    before = harness.engine.head
    await ask(harness, TellSetUp(request=0, what=SetUp.NOT_SET_UP, says="No seed."))
    await ask(harness, TellSetUp(request=0, what=SetUp.SEED_NOT_APPLIED, says=""))
    assert (harness.engine.head, told(harness)) == (before, {"not-set-up": "No seed."})
    await ask(harness, TellSetUp(request=0, what=SetUp.BUTTONS_UNTESTED, says="Walk to each."))
    assert set(told(harness)) == {"not-set-up", "buttons-untested"}


async def test_nothing_a_terminal_would_obey_and_no_novel_is_shown(harness: Harness) -> None:
    await ask(harness, TellSetUp(request=0, what=SetUp.SEED_NOT_APPLIED, says="\x1b[2J" + "x" * 1000))
    detail = told(harness)["seed-not-applied"]
    assert len(detail) == SAYS_CHARACTERS_MAX
    assert "\x1b" not in detail


async def test_who_sits_at_a_desk_may_hand_in_nothing(tmp_path: Path) -> None:
    async with running_harness(tmp_path, NoAdministrator(0, None)) as harness, harness.console(FRONT) as desk:
        for message in (
            KeepCredential(request=0, key=KeyId("k1"), secret=SECRET),
            TellSetUp(request=0, what=SetUp.NOT_SET_UP, says="Use the phone instead."),
        ):
            reply = await desk.line.ask(message)
            assert (reply.ok, reply.code) == (False, "not-allowed")
        assert (harness.credentials.ids(), told(harness)) == ((), {})
