"""Tests a console's questions about a restore: it gets every answer until the last, and a sentence where nobody answers, or somebody stops
answering.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from appliance.api.restoring.client import NO_PROCESS, NOT_KNOWN, asked
from appliance.api.restoring.messages import (
    SOCKET_NAME,
    AskCopies,
    Copies,
    Copy,
    FromConsole,
    Laid,
    Looking,
    NotRestored,
    RestoreFrom,
    TakenUp,
    TakeUp,
    ToConsole,
)
from tests.tui.at_restore import restorer_at

STICK = Copy("stick", "the USB stick", written_ms=1_790_000_000_000)


async def told(at: Path, question: FromConsole) -> list[ToConsole]:
    return [each async for each in asked(at.with_name(SOCKET_NAME), question)]


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        (AskCopies(), [Looking("Fetching the copy from the USB stick."), Copies((STICK,))]),
        (RestoreFrom("stick", "words"), [Looking("Checking 4,812 entries."), Laid(4812, 1_790_000_000_000, 2)]),
        (RestoreFrom("stick", "words"), [NotRestored("wrong-phrase", "These are not this building's words.")]),
        (TakeUp(), [TakenUp("It begins anew now.")]),
    ],
)
async def test_every_answer_comes_until_the_last(
    tmp_path: Path, question: FromConsole, answers: list[ToConsole]
) -> None:
    def more(_: FromConsole) -> Iterable[ToConsole]:
        return [*answers, Looking("never heard")]

    async with restorer_at(tmp_path / "desk.sock", more) as restorer:
        assert await told(tmp_path / "desk.sock", question) == answers
    assert restorer.asked == [question]


async def test_nobody_there_and_nobody_who_goes_on_are_told(tmp_path: Path) -> None:
    assert await told(tmp_path / "desk.sock", AskCopies()) == [NO_PROCESS]
    async with restorer_at(tmp_path / "desk.sock", lambda _: [Looking("Fetching.")]):
        assert await told(tmp_path / "desk.sock", AskCopies()) == [Looking("Fetching."), NOT_KNOWN]


def test_no_phrase_is_printed() -> None:
    assert repr(RestoreFrom("stick", "ozone drill grab")) == "RestoreFrom('stick')"
