"""`handbell phrases`: made from a plan file and from a running box, shown, heard again, and told where something is wrong."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from appliance.commands.phrases import main
from appliance.commands.plan import main as plan
from appliance.doors.peer import Peer, Rights
from appliance.plan.document import digest, to_document
from appliance.voice.folder import folders, read_manifest
from appliance.voice.making import State
from tests.appliance.doors.harness import Harness, running_harness
from tests.appliance.speech.plans import phones_plan, phones_text
from tests.patience import until

pytestmark = pytest.mark.slow
DIGEST = digest(to_document(phones_plan()))
SLOW = """#!/bin/sh
touch {began}
while [ ! -e {go} ]; do sleep 0.05; done
exit 1
"""
"""A voice that keeps everybody waiting, and then says nothing."""


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What IT made for a seed from the plan's file."""
    folder = tmp_path_factory.mktemp("it")
    (folder / "plan.yaml").write_text(phones_text(), encoding="utf-8")
    assert main(["make", "--plan", str(folder / "plan.yaml"), "--out", str(folder / "phrases")]) == 0
    return folder


@pytest.fixture
async def harness(tmp_path: Path) -> AsyncIterator[Harness]:
    async with running_harness(tmp_path, Rights.here()) as harness:
        yield harness


async def phrases(*words: str) -> int:
    return await asyncio.to_thread(main, list(words))


async def test_the_box_is_asked_for_its_plan_and_takes_over_what_the_seed_has(
    harness: Harness, seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    socket, out = str(harness.socket), tmp_path / "phrases"
    assert await phrases("make", "--socket", socket, "--out", str(out)) == 0
    assert "The plan has no phone system (telephone:), so nothing is to be said" in capsys.readouterr().out
    assert await asyncio.to_thread(plan, ["adopt", str(seed / "plan.yaml"), "--socket", socket]) == 0
    assert await phrases("make", "--socket", socket, "--out", str(out), "--from", str(seed / "phrases")) == 0
    assert folders(out) == [out / DIGEST]
    assert read_manifest(out / DIGEST) == read_manifest(seed / "phrases" / DIGEST)
    assert harness.engine.board.plan_digest == DIGEST


async def test_a_plan_that_is_adopted_while_phrases_are_made_has_its_own_made_too(
    harness: Harness, seed: Path, tmp_path: Path
) -> None:
    """systemd starts no unit that is at work already: nothing would make them until the next plan."""
    socket, out = str(harness.socket), tmp_path / "phrases"
    began, go, slow = tmp_path / "began", tmp_path / "go", tmp_path / "slow"
    slow.write_text(SLOW.format(began=began, go=go))
    slow.chmod(0o755)
    assert await asyncio.to_thread(plan, ["adopt", str(seed / "plan.yaml"), "--socket", socket]) == 0
    words = ("--piper", str(slow), "--voice-es", str(slow), "--from", str(seed / "phrases"))
    other = tmp_path / "other.yaml"
    other.write_text(phones_text().replace("Marisol Reyes", "Marisol Rivera"), encoding="utf-8")

    async def adopted() -> int:
        await until(began.exists)
        done = await asyncio.to_thread(plan, ["adopt", str(other), "--socket", socket])
        go.touch()
        return done

    assert await asyncio.gather(phrases("make", "--socket", socket, "--out", str(out), *words), adopted()) == [0, 0]
    assert harness.engine.board.plan_digest != DIGEST
    assert folders(out) == [out / harness.engine.board.plan_digest]


class Desk(Rights):
    """Rights like those of a desk: these tests may run as root."""

    def may_adopt(self, peer: Peer) -> bool:
        return False


async def test_whoever_is_no_administrator_is_told_no_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with running_harness(tmp_path, Desk.here()) as harness:
        assert await phrases("make", "--socket", str(harness.socket), "--out", str(tmp_path / "phrases")) == 2
    assert "Only root and the group handbell-admin may ask" in capsys.readouterr().err
    assert not (tmp_path / "phrases").exists()


def test_it_shows_each_phrase_and_counts_them(seed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", str(seed / "phrases")]) == 0
    shown = capsys.readouterr().out
    assert "en.room.B204" in shown and "Room two zero four, grade four" in shown
    assert "Marisol Reyes (the recogniser's dictionary lacks marisol)" in shown
    assert ", 0 not made. No recogniser knows Spanish" in shown.splitlines()[-1]
    assert main(["show", "--json", str(seed / "phrases" / DIGEST)]) == 0
    assert json.loads(capsys.readouterr().out)["clips"]["en.has-it"]["state"] == State.PROVED.value


def test_it_hears_every_clip_again_and_names_what_is_spoiled_or_says_something_else(
    seed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(seed / "phrases")]) == 0
    whole = read_manifest(seed / "phrases" / DIGEST)
    count = len(whole.clips)
    proved = whole.count(State.PROVED)
    assert (
        f"{count} of {count} clips are whole. {proved} can be heard by the recogniser: {proved} say what they should."
        in (capsys.readouterr().out)
    )
    shutil.copytree(seed / "phrases", tmp_path / "phrases")
    folder = tmp_path / "phrases" / DIGEST
    (folder / "en.has-it.wav").write_bytes(b"spoiled")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for one, other in (("en.on-the-way", "en.nobody"), ("en.nobody", "en.on-the-way")):  # somebody swapped two files
        (folder / f"{one}.wav").write_bytes((seed / "phrases" / DIGEST / f"{other}.wav").read_bytes())
        manifest["clips"][one]["sha256"] = whole.clips[other].sha256  # type: ignore[index]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert main(["check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "en.has-it 'A person has your call.':" in told and "is no WAV file" in told
    assert "en.on-the-way 'Help is on the way.': the recogniser hears 'nobody has answered yet'" in told
    assert f"{proved - 1} can be heard by the recogniser: {proved - 3} say what they should." in told


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("make", "--plan", "none.yaml"), "No phrase was made: none.yaml is no sound plan."),
        (("make", "--socket", "none.sock"), "No alert daemon at none.sock"),
        (("make", "--voice", "joe.onnx", "--plan", "plan.yaml"), "name its program with --piper too"),
        (("make", "--piper", "piper", "--plan", "plan.yaml"), "--piper needs --voice"),
        (("make", "--piper", "none", "--voice", "none.onnx", "--plan", "plan.yaml"), "none.onnx is not there"),
        (("make", "--piper", "none", "--voice", "plan.yaml", "--plan", "plan.yaml"), "none is no program"),
        (("make", "--plan", "plan.yaml", "--out", "plan.yaml"), "plan.yaml could not be used"),
        (("show", "nowhere"), "No phrases are in nowhere. Make them: handbell phrases make"),
        (("check", "nowhere"), "No phrases are in nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_with_what_to_do(
    words: tuple[str, ...],
    says: str,
    seed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(seed / "plan.yaml", tmp_path / "plan.yaml")
    assert main(list(words)) == 2
    assert says in capsys.readouterr().err
