"""Tests the monthly test of a way on responders' phones: it is shown as a test, and to draw it is the proof."""

from pathlib import Path

from appliance.core.messages.proving import day_of
from appliance.engine.change import Change
from appliance.messaging import Messaging
from appliance.proof_file import ProofFile
from appliance.proving_ways import Prover
from tests.appliance.doors.page.phones import Box, box
from tests.patience import until

PHONE = ("page", "reyes-phone")


def proving(armed: Box, folder: Path) -> tuple[Prover, Messaging]:
    prover = Prover(armed.engine, armed.tasks, ProofFile(folder, armed.vault))
    return prover, Messaging(armed.engine, armed.tasks, {"page": armed.way}.__getitem__, prover)


async def test_a_phone_in_front_shows_the_test_and_proves_its_way(tmp_path: Path) -> None:
    async with box(tmp_path, says=False) as armed:
        prover, messaging = proving(armed, tmp_path)
        messaging.change(Change())
        reyes = await armed.phone("reyes")
        prover.look()
        messaging.change(Change())
        await until(lambda: reyes.screens[-1]["test"] != "")
        assert reyes.cards == []
        await until(lambda: armed.engine.heard.ways_proved_day.get(PHONE) == day_of(armed.engine.clock.now()))
        await armed.press("B204", 1).kept
        await until(lambda: bool(reyes.asked))
        await until(lambda: reyes.screens[-1]["test"] == "")


async def test_a_phone_that_is_asleep_proves_nothing(tmp_path: Path) -> None:
    async with box(tmp_path, says=False) as armed:
        prover, messaging = proving(armed, tmp_path)
        messaging.change(Change())
        reyes = await armed.phone("reyes")
        reyes.awake = False
        prover.look()
        messaging.change(Change())
        await until(lambda: reyes.screens[-1]["test"] != "")
        await armed.engine.rest()
        assert PHONE not in armed.engine.heard.ways_proved_day
