"""Tests the monthly test of each way over a running engine: what is said, what proves it, what a restart keeps, and who is named."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec.structs import replace

from appliance.core.calls.commands import StandDown
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.words import Outcome
from appliance.core.messages.proving import UNPROVED_AFTER_DAYS, Proof, day_of
from appliance.engine.change import Change
from appliance.messaging import Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.model import Plan
from appliance.proof_file import NAME, ProofFile
from appliance.proving_ways import GAP_S, Prover
from hardware.messengers.simulated import SimulatedMessenger
from hardware.ports import Reply
from tests.appliance.engine.harness import Harness, harness_at
from tests.appliance.test_messaging import TEAM, told_by_messages
from tests.hardware.running import until

NOT_PROVED = "way-not-proved:simulated"


class Box(Harness):
    """A box that tests its pretend way."""

    way: SimulatedMessenger
    prover: Prover
    messaging: Messaging
    file: ProofFile

    def today(self) -> int:
        day = day_of(self.engine.clock.now())
        assert day is not None
        return day

    def looks(self) -> None:
        """Let the box look, as it does every few seconds, and say what has to be said."""
        self.prover._tested_ms = None if self.prover._tested_ms is None else self.prover._tested_ms - GAP_S * 1000
        self.prover.look()
        self.messaging.change(Change())

    def tested(self) -> list[str]:
        return [each.said.to for each in self.way.spoken if each.said.test]

    def kept(self, person: str) -> Proof | None:
        return self.file.read().get(self.file.tag(("simulated", person)))

    async def adopts(self, plan: Plan) -> None:
        document = to_document(plan)
        await self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept


@asynccontextmanager
async def box(folder: Path, **known: int) -> AsyncIterator[Box]:
    """Run a box. `known`: how many days ago each person's way last proved itself."""
    async with harness_at(folder) as harness:
        armed = Box(**{each: getattr(harness, each) for each in Harness.__dataclass_fields__})
        armed.way, armed.file = SimulatedMessenger(), ProofFile(folder, armed.vault)
        if known:
            day = armed.today()
            proofs = {armed.file.tag(("simulated", who)): Proof(day - 400, day - ago) for who, ago in known.items()}
            armed.file.write(proofs)
        armed.prover = Prover(armed.engine, armed.tasks, armed.file)
        armed.messaging = Messaging(armed.engine, armed.tasks, lambda _: armed.way, armed.prover)
        await armed.adopts(told_by_messages())
        await until(lambda: all(armed.engine.heard.ways.get(("simulated", who)) for who in TEAM))
        yield armed


async def test_each_way_is_tested_one_after_the_other_and_what_was_delivered_is_kept(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        for number in range(1, 6):
            armed.looks()
            await until(lambda number=number: len(armed.tested()) == min(number, 3))
        assert sorted(armed.tested()) == sorted(TEAM)
        assert all(each.said.practice and each.said.text.startswith("TEST. ") for each in armed.way.spoken)
        day = armed.today()
        await until(lambda: all(armed.kept(who) == Proof(day, day, day) for who in TEAM))
    async with box(tmp_path) as again:
        again.looks()
        assert again.engine.heard.ways_proved_day["simulated", "reyes"] == again.today()
        assert again.tested() == []


async def test_what_the_file_holds_names_nobody(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        armed.looks()
        await until((tmp_path / NAME).exists)
        assert not [who for who in TEAM if who.encode() in (tmp_path / NAME).read_bytes()]


async def test_a_damaged_file_only_tests_again(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"rot")
    async with box(tmp_path) as armed:
        armed.looks()
        await until(lambda: len(armed.tested()) == 1)


async def test_a_call_takes_a_test_back_at_once_and_its_answer_is_none_about_the_call(tmp_path: Path) -> None:
    async with box(tmp_path, reyes=30, haddad=1, brandt=1) as armed:
        armed.looks()
        await until(lambda: [each.to for each in armed.way.shown.values()] == ["reyes"])
        await armed.press("B204", 1).kept
        await until(lambda: len(armed.way.shown) == 2)
        assert not [each for each in armed.way.shown.values() if each.test]
        armed.looks()
        assert armed.tested() == ["reyes"]
        (call,) = armed.engine.board.incidents.values()
        await armed.does(StandDown(incident=call.incident, outcome=Outcome.TEST, saw_room=""))
        armed.looks()
        assert armed.tested() == ["reyes"], "once a day"


async def test_any_answer_to_a_test_proves_the_way_and_takes_the_test_back(tmp_path: Path) -> None:
    async with box(tmp_path, reyes=30, haddad=1, brandt=1) as armed:
        armed.way.lose(loses=True)
        armed.looks()
        await until(lambda: armed.tested() == ["reyes"])
        assert armed.engine.heard.ways_proved_day["simulated", "reyes"] == armed.today() - 30
        armed.way.reply("reyes", Reply.CANNOT)
        await until(lambda: armed.engine.heard.ways_proved_day["simulated", "reyes"] == armed.today())
        armed.looks()
        assert armed.way.shown == {}
        assert armed.engine.board.messages == {}


async def test_a_way_that_does_not_prove_itself_is_one_trouble_that_names_nobody_and_ends_by_a_proof(
    tmp_path: Path,
) -> None:
    ago = UNPROVED_AFTER_DAYS + 5
    async with box(tmp_path, reyes=ago, haddad=ago, brandt=1) as armed:
        armed.way.lose(loses=True)
        armed.looks()
        await until(lambda: NOT_PROVED in armed.engine.board.troubles)
        said = armed.engine.board.troubles[NOT_PROVED].detail
        assert not [who for who in ("reyes", "Reyes", "haddad", "Haddad") if who in said]
        armed.looks()
        await until(lambda: len(armed.tested()) == 2)
        armed.way.lose(loses=False)
        await until(lambda: armed.engine.heard.ways_proved_day["simulated", "haddad"] == armed.today())
        await until(lambda: armed.engine.heard.ways_proved_day["simulated", "reyes"] == armed.today())
        armed.looks()
        await until(lambda: NOT_PROVED not in armed.engine.board.troubles)


async def test_a_yes_that_is_taken_back_leaves_nothing_behind(tmp_path: Path) -> None:
    async with box(tmp_path, reyes=1, haddad=1, brandt=1) as armed:
        armed.looks()
        plan = told_by_messages()
        without = tuple(replace(each, agreed="") if each.person == "reyes" else each for each in plan.people)
        await armed.adopts(replace(plan, people=without))
        armed.looks()
        await until(lambda: armed.kept("reyes") is None)
        assert armed.kept("haddad") is not None
        assert ("simulated", "reyes") not in armed.engine.heard.ways_proved_day


async def test_without_ways_nothing_is_written(tmp_path: Path) -> None:
    async with harness_at(tmp_path) as plain:
        file = ProofFile(tmp_path, plain.vault)
        Prover(plain.engine, plain.tasks, file).look()
        assert file.read() == {}
        assert not (tmp_path / NAME).exists()
