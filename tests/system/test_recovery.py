"""Tests the recovery phrase with the real daemon: made at the box, typed back, checked by whoever comes with it, and kept nowhere."""

import asyncio
import os
import pty
import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from appliance.api.restoring.messages import RestoreFrom, TakeUp
from appliance.envelope.phrase import new_phrase
from tests.patience import patience
from tests.system.box import HANDBELL, Box
from tests.system.plain import PlainDesk, plain_desk
from tests.tui.at_restore import restorer_at
from tests.tui.test_restore import PHRASE, TAKEN, answers

pytestmark = pytest.mark.slow


async def recovery(box: Box, *words: str, typed: str = "") -> tuple[int, str]:
    """Run `handbell recovery ...` with nobody at a terminal; give its exit code and all it said."""
    process = await asyncio.create_subprocess_exec(
        *(str(HANDBELL), "recovery", *words, "--socket", str(box.socket_path)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(process.communicate(typed.encode()), patience())
    assert process.returncode is not None
    return process.returncode, said.decode()


@asynccontextmanager
async def renewing(box: Box) -> AsyncIterator[PlainDesk]:
    """Run `handbell recovery renew` with a person at its terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(HANDBELL), "recovery", "renew", "--socket", str(box.socket_path)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    person = PlainDesk(process, ours, ours)
    try:
        yield person
    finally:
        person.let_go()


async def renewed(box: Box) -> str:
    """Give a new phrase that a person made and typed back."""
    async with renewing(box) as person:
        await person.hears("Nothing is shown:")
        phrase = " ".join(re.findall(r"^ +[0-9]+\. ([a-z]+)$", person.printed, re.MULTILINE))
        await person.types("no words")
        await person.hears("is no word of a recovery phrase")
        await person.hears("Nothing is shown:")
        await person.types(" ".join(word[:4] for word in phrase.split()))
        await person.hears("Done. The box seals for this phrase from now on.")
        assert await person.leaves() == 0
    return phrase


async def test_a_phrase_is_made_at_the_box_checked_and_exchanged(tmp_path: Path) -> None:
    async with Box(tmp_path, data=tmp_path / "data") as box:
        await box.starts()
        assert await recovery(box, "check", typed=new_phrase(bytes(16))) == (
            2,
            "handbell recovery check: This box has no recovery phrase yet. Make one: handbell recovery renew\n",
        )
        code, said = await recovery(box, "status")
        assert (code, said.splitlines()[0]) == (1, "Recovery phrase: none. Make one: handbell recovery renew")
        first = await renewed(box)
        assert await recovery(box, "check", typed=first) == (0, "Right.\n")
        assert await recovery(box, "check", typed=new_phrase(bytes(16))) == (
            1,
            "Wrong. These are words of a recovery phrase, but not of this building's.\n",
        )
        code, said = await recovery(box, "status")
        assert code == 0, said
        assert "typed last on" in said
        assert "Recovery bundle: number" in said
        second = await renewed(box)
        assert (await recovery(box, "check", typed=first))[0] == 1
        assert (await recovery(box, "check", typed=second))[0] == 0
        box.kill()
        await box.starts()
        assert (await recovery(box, "check", typed=second))[0] == 0
        assert (await recovery(box, "status"))[0] == 0
    for phrase in (first, second):
        told = " ".join(phrase.split()[:3]).encode()
        kept = [file for file in tmp_path.rglob("*") if file.is_file()]
        assert len(kept) > 5
        assert [file for file in kept if told in file.read_bytes()] == []


async def test_a_phrase_that_was_written_down_wrong_changes_nothing(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        before = await renewed(box)
        async with renewing(box) as person:
            for _ in range(3):
                await person.hears("Nothing is shown:")
                await person.types(before)
                await person.hears("That is another phrase than the new one.")
            await person.hears("The box uses what it used before: destroy the new paper.")
            assert await person.leaves() == 2
        assert (await recovery(box, "check", typed=before))[0] == 0


async def test_a_box_that_does_not_run_is_said(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        for what in ("check", "status", "renew"):
            code, said = await recovery(box, what, typed="x")
            assert code == 2
            assert said.startswith(f"handbell recovery {what}: No alert daemon"), said


async def test_a_new_box_is_asked_line_by_line_and_the_phrase_is_on_no_paper(tmp_path: Path) -> None:
    async with Box(tmp_path) as box:
        await box.starts()
        async with restorer_at(box.socket_path, answers) as restorer, plain_desk(box, "front") as person:
            await person.hears("Handbell at Juniper Middle School. Front office.")
            await person.types("restore")
            await person.hears("The USB stick, written at")
            await person.hears("To restore from it, type: restore")
            await person.types("restore")
            await person.hears("From which copy?")
            await person.types("1")
            await person.hears("Type the twelve words of the recovery phrase")
            await person.types(PHRASE)
            await person.hears("2 calls were open and ring again.")
            await person.hears("type: replace")
            await person.types("replace")
            await person.hears(TAKEN.says)
        assert PHRASE not in person.printed
        assert [word for word in PHRASE.split() if f" {word} " in person.printed] == []
        assert restorer.asked[-2:] == [RestoreFrom("stick", PHRASE), TakeUp()]
