"""Tests the modem of the plan in service: begun for texts that come in, changed with the plan, and each of its troubles named once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from msgspec import UNSET
from msgspec.structs import replace

from appliance.core.ground.commands import AdoptPlan
from appliance.core.messages.short_texts import test_text as monthly_text
from appliance.engine.change import Change
from appliance.messaging import AILMENTS, Messaging
from appliance.plan.document import digest, to_document
from appliance.plan.messages import Language, MessageWay
from appliance.plan.model import Plan
from appliance.plan.parse import read
from appliance.plan.telephones import PIN_KEY, Texts
from appliance.proof_file import ProofFile
from appliance.proving_ways import Prover
from appliance.vault.credentials import Credentials
from appliance.wiring import texts_of
from hardware.errors import HardwareError
from hardware.modem.health import TROUBLES
from hardware.modem.pin import Pins
from hardware.modem.settings import Taken, TextHeard
from hardware.modem.twin.school import PretendModem
from hardware.registry import Shared, make_messenger
from tests.appliance.engine.harness import EXAMPLE, Harness, harness_at
from tests.hardware.running import until

OURS, REYES = "+17205550199", "+17205550111"


def without() -> Plan:
    plan = read(EXAMPLE)
    assert isinstance(plan, Plan)
    people = tuple(replace(each, ways=UNSET) for each in plan.people)
    return replace(plan, people=people, texts=UNSET)


def with_modem(port: Path) -> Plan:
    return replace(without(), texts=Texts(str(port), OURS))


class Box(Harness):
    """A box whose texts are heard."""

    heard: list[str]
    messaging: Messaging
    prover: Prover

    async def adopts(self, plan: Plan) -> None:
        document = to_document(plan)
        await self.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept

    @property
    def troubles(self) -> set[str]:
        return {each.cause.what for each in self.engine.board.troubles.values()} & {*AILMENTS, "way-lost"}


@asynccontextmanager
async def box(folder: Path) -> AsyncIterator[Box]:
    async with harness_at(folder) as harness:
        armed = Box(**{each: getattr(harness, each) for each in Harness.__dataclass_fields__})
        armed.heard = []
        shared = Shared(folder)

        def hear(text: TextHeard, taken: Taken) -> None:
            armed.heard.append(text.text)
            taken()

        shared.hear_text = hear
        armed.prover = Prover(armed.engine, armed.tasks, ProofFile(folder, armed.vault))
        armed.messaging = Messaging(
            armed.engine,
            armed.tasks,
            lambda family: make_messenger(
                family, shared, texts=texts_of(armed.engine.board.index.plan, folder, folder / "keys")
            ),
            armed.prover,
        )
        armed.tasks.start(armed.messaging.keep_saying(), name="messages")
        yield armed


def test_every_word_of_a_modem_has_a_row_and_says_what_to_do() -> None:
    assert set(TROUBLES) == AILMENTS.keys()
    assert all(len(each.do) > 40 for each in AILMENTS.values())


def test_the_settings_come_from_the_plan_and_the_folders(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    assert texts_of(without(), tmp_path, tmp_path / "keys") is None
    settings = texts_of(with_modem(tmp_path / "modem"), tmp_path, tmp_path / "keys")
    assert settings is not None
    assert settings.port == str(tmp_path / "modem")
    keys = Credentials(tmp_path / "keys/credentials")
    keys.put(PIN_KEY, b"1234")
    assert Pins(settings.pin_file, settings.folder).given() == "1234", "it is where the seed puts it"


def test_a_way_by_text_without_a_modem_in_the_plan_is_refused_with_what_to_do() -> None:
    with pytest.raises(HardwareError, match="section 'texts'"):
        make_messenger("text", Shared())


async def test_a_modem_hears_texts_also_if_nobody_is_told_by_text(tmp_path: Path) -> None:
    async with PretendModem([tmp_path / "modem"]) as stick, box(tmp_path) as armed:
        await armed.adopts(with_modem(tmp_path / "modem"))
        stick.modem.text(REYES, "HELP")
        await until(lambda: armed.heard == ["HELP"], 10.0)
        assert armed.engine.heard.ways["text", ""] is True
        assert armed.troubles == set()


async def test_a_test_goes_to_the_modems_own_number_also_if_nobody_is_told_by_text(tmp_path: Path) -> None:
    async with PretendModem([tmp_path / "modem"]) as stick, box(tmp_path) as armed:
        await armed.adopts(with_modem(tmp_path / "modem"))
        await until(lambda: armed.engine.heard.ways.get(("text", OURS)) is True, 10.0)
        armed.prover.look()
        armed.messaging.change(Change())
        await until(lambda: ("text", OURS) in armed.engine.heard.ways_proved_day, 10.0)
        assert stick.texts_to(OURS) == [monthly_text(Language.EN)]


async def test_another_port_of_the_plan_is_used_and_the_former_let_go(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(PretendModem([tmp_path / "first"]))
        second = await stack.enter_async_context(PretendModem([tmp_path / "second"]))
        armed = await stack.enter_async_context(box(tmp_path))
        await armed.adopts(with_modem(tmp_path / "first"))
        await until(lambda: "AT+CMGL=4" in first.modem.heard, 10.0)
        await armed.adopts(with_modem(tmp_path / "second"))
        await until(lambda: "AT+CMGL=4" in second.modem.heard, 10.0)
        second.modem.text(REYES, "HELP")
        await until(lambda: armed.heard == ["HELP"], 10.0)
        assert armed.troubles == set()


async def test_a_modem_that_is_not_there_is_one_trouble_and_is_over_with_the_plan(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.adopts(with_modem(tmp_path / "nothing"))
        await until(lambda: armed.troubles == {"modem-missing"}, 10.0)
        (trouble,) = [each for each in armed.engine.board.troubles.values() if each.cause.what == "modem-missing"]
        assert trouble.detail.startswith("The modem is not there: nothing is at ")
        assert "See whether its plug is in" in trouble.detail
        assert armed.engine.heard.ways["text", ""] is False
        await armed.adopts(without())
        await until(lambda: armed.troubles == set())


async def test_a_way_by_text_that_an_older_plan_has_without_a_modem_is_a_lost_way(tmp_path: Path) -> None:
    plan = without()
    first = replace(plan.people[0], agreed="2026-08-20", ways=(MessageWay("text", REYES),))
    async with box(tmp_path) as armed:
        await armed.adopts(replace(plan, people=(first, *plan.people[1:])))
        await until(lambda: armed.troubles == {"way-lost"})
