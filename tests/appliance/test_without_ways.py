"""Tests that a plan without ways of messages costs nothing: the same entries, bytes and commits for a call, and no task and no file."""

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.core.calls.commands import Acknowledge, StandDown
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Outcome
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.ids import PersonId, TeamId
from appliance.plan.messages import Team
from appliance.plan.model import Plan
from appliance.plan.parse import read
from appliance.proof_file import NAME, ProofFile
from appliance.proving_ways import Prover
from hardware.messengers.simulated import SimulatedMessenger
from tests.appliance.engine.harness import EXAMPLE, harness_at


async def a_call(folder: Path, plan: Plan, *, with_messages: bool) -> tuple[list[int], int]:
    """Let a room call, a desk take it and stand it down. Give the length of each entry that this wrote, and the number of commits."""
    async with harness_at(folder) as box:
        if with_messages:
            prover = Prover(box.engine, box.tasks, ProofFile(folder, box.vault))
            messaging = Messaging(box.engine, box.tasks, lambda _: SimulatedMessenger(), prover)
            box.tasks.start(messaging.keep_saying(), name="messages")
        document = to_document(plan)
        await box.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        await box.engine.rest()
        before, commits = box.engine.head, 0

        def traced(statement: str) -> None:
            nonlocal commits
            commits += statement.startswith("COMMIT")

        await box.logbook._database.begin(lambda db: db.set_trace_callback(traced))
        await box.press("B204", 1).kept
        await box.press("B204", 2).kept
        (call,) = box.engine.board.incidents
        await box.does(Acknowledge(incident=call))
        await box.does(StandDown(incident=call, outcome=Outcome.NO_HELP_NEEDED, saw_room="Rosa"))
        await box.engine.rest()
        await box.logbook._database.begin(lambda db: db.set_trace_callback(None))
        lengths = await box.logbook._database.begin(
            lambda db: [
                length for (length,) in db.execute("SELECT length(entry) FROM entry WHERE number > ?", (before,))
            ]
        )
        assert not any("messages by" in each.get_name() for each in asyncio.all_tasks())
        return lengths, commits


@pytest.mark.parametrize("teams", [False, True])
async def test_a_call_writes_what_it_wrote_before_there_were_messages(tmp_path: Path, teams: bool) -> None:
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    if teams:
        team = Team(TeamId("cirt"), "Response team", (PersonId("reyes"),))
        first = replace(plan.ladder[0], teams=(TeamId("cirt"),))
        plan = replace(plan, teams=(team,), ladder=(first, *plan.ladder[1:]))
    without = await a_call(tmp_path / "without", plan, with_messages=False)
    with_messages = await a_call(tmp_path / "with", plan, with_messages=True)
    assert with_messages == without
    assert with_messages[1] >= 4
    assert not (tmp_path / "with" / NAME).exists()
