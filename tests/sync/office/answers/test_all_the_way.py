"""Tests an answer from the desk to the one person who reads it, with box, uplink, district, office and both offline machines, command by
command as the documents say.
"""

import asyncio
import time
from pathlib import Path

import pytest

from appliance.api.duties.messages import AnswerDuty, DutyLine
from appliance.api.records.messages import Written
from appliance.duties.answering import Said
from appliance.vault.people import People
from sync.office.answers.found import found
from sync.office.office import opened
from tests.patience import patient
from tests.sync.office.machines import WORDS, Machines, running
from tests.sync.office.test_four_parts import access_to, believes, until
from tests.sync.test_three_parts import DistrictProcess, UplinkProcess, killed_at_last
from tests.system.box import Box
from tests.system.test_duties import OKAFOR, PIN, Office, with_administrator

pytestmark = pytest.mark.slow

DAY_MS = 86_400_000
QUESTION = "no-repercussions-30-principal"
CHANGED = "I am not asked to meetings any more."


async def test_an_answer_is_read_by_the_named_person_and_by_nobody_on_its_way(tmp_path: Path) -> None:
    district = DistrictProcess(tmp_path)
    await district.starts()
    try:
        machines = Machines(tmp_path)
        root = await machines.sets_up(district.url, await access_to(district, tmp_path))
        own = ("--folder", tmp_path / "person", "--passphrase-file", machines.words)
        public, notice = tmp_path / "person.recipient", tmp_path / "person.notice"
        said = await running("person", "init", "--name", "Dana Reyes", "--out", public, *own)
        assert "Dana Reyes (" in said
        await running("root", "notice", "person", machines.of("office"), "--out", notice, *machines.offline, code=2)
        await running("root", "notice", "person", public, "--out", notice, *machines.offline)
        assert "the district has it, for every building" in await running("notices", "send", notice, *machines.online)
        async with Box(tmp_path, plan=with_administrator()) as box:
            (box.data / "keys").mkdir(mode=0o700, exist_ok=True)
            People(box.data / "keys").set(OKAFOR, PIN)
            await box.starts()
            uplink = UplinkProcess(tmp_path, box.run)
            with killed_at_last(uplink), opened(machines.data, WORDS) as office:
                await uplink.enrols(district)
                await believes(box, root)
                uplink.starts()
                desk = Office(await box.desk("front"))
                await desk.signs_in()
                line = await _question(desk)
                await _answers(desk, line)
                await until(office, lambda: len(found(office.store, office.opener)) == 1)
                file = tmp_path / "answers"
        assert "fewer than 10" in await running("answers", file, *machines.online)
        assert CHANGED.encode() not in file.read_bytes()
        told = await running("person", "read", file, *own)
        assert f"Mercy Okafor, administrator: something has changed: {CHANGED}" in told
        counts = await running("person", "read", file, "--counts", *own)
        assert counts.splitlines()[-1] == "  People who answered in this district: fewer than 10."
        assert CHANGED not in counts and "Okafor" not in counts
        kept = [each for each in tmp_path.rglob("*") if each.is_file()]
        assert len(kept) > 20
        assert not [each for each in kept if CHANGED.encode() in each.read_bytes()], "in the clear nowhere"
    finally:
        district.kill()


async def _question(desk: Office) -> DutyLine:
    """Open a record of an incident a month ago; give the question once the box knows who reads the answer."""
    incident = await desk.opens_a_record()
    ago = (time.time_ns() // 1_000_000 - 31 * DAY_MS) // 60_000 * 60_000
    await desk._writes(incident, "occurred_at", ago)
    async with patient(60):
        while True:
            line = (await desk.lists(incident))[QUESTION]
            if line.answered_to:
                assert (line.answered_to, line.no_answer) == ("Dana Reyes", "")
                return line
            await asyncio.sleep(0.2)


async def _answers(desk: Office, line: DutyLine) -> None:
    wanted = AnswerDuty(
        request=0,
        incident=line.record.incident,
        rule=line.rule,
        about=line.about,
        said=Said.SOMETHING,
        words=CHANGED,
    )
    answer = await desk.desk.line.ask(wanted)
    assert isinstance(answer, Written) and answer.ok, answer
