"""Tests the line of texts over a running engine and a real record: what rings, what acts, what is shown, and when a text may be deleted."""

import functools
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from appliance.by_voice import VoiceIntake
from appliance.core.ground.commands import AdoptPlan
from appliance.core.ground.incident import Incident
from appliance.core.ground.messages import Reply, Spoken
from appliance.core.ground.words import Door, Stage
from appliance.core.messages.short_texts import test_text as monthly_text
from appliance.plan.document import digest, to_document
from appliance.plan.ids import PersonId, RoomId
from appliance.plan.messages import Language
from appliance.plan.model import Plan
from appliance.text_line import EACH_MAX, FLOODED, PART_MISSING, STRANGERS_MAX, WINDOW_S, Pace, TextLine, late, shown
from hardware.modem.heard import TextHeard
from tests.appliance.core.texts.texting import ANA, BEN, STRANGER, texted, with_texts
from tests.appliance.engine.harness import Harness, harness_at
from tests.hardware.running import until

DAY_MS = 86_400_000
OWN = "+17205550199"
IDS = itertools.count(1)


class Box(Harness):
    """A box with its line of texts. `deleted` are the texts that the modem may delete."""

    texts: TextLine
    deleted: list[str]

    @property
    def call(self) -> Incident:
        return next(reversed(self.engine.board.incidents.values()))

    @property
    def unread(self) -> list[str]:
        return [each.words for each in self.engine.board.texts.unread.values()]

    def comes(self, number: str, text: str, id: str = "", part: bool = False) -> str:
        """Let a text come in; gives its identity."""
        name = id or f"text-{next(IDS)}"
        self.texts.hear(TextHeard(number, text, None, part, name), lambda: self.deleted.append(name))
        return name

    async def taken(self, number: str, text: str, id: str = "", part: bool = False) -> None:
        """Let a text come in, and wait until the modem may delete it."""
        name = self.comes(number, text, id, part)
        await until(lambda: name in self.deleted)

    def said_to(self, person: str) -> Spoken:
        return next(each for each in self.engine.board.messages[self.call.incident] if each.person == person)


def school() -> Plan:
    """Make the school whose people are told by text as soon as somebody calls."""
    return with_texts(texted("ana", ANA), texted("ben", BEN))


@asynccontextmanager
async def box(folder: Path, plan: Plan | None = None) -> AsyncIterator[Box]:
    async with harness_at(folder) as harness:
        armed = Box(**{each: getattr(harness, each) for each in Harness.__dataclass_fields__})
        armed.texts, armed.deleted = TextLine(armed.engine, VoiceIntake(armed.engine)), []
        plan = plan or school()
        document = to_document(plan)
        await armed.engine.submit(AdoptPlan(document=document, digest=digest(document), plan=plan)).kept
        yield armed


async def test_help_rings_and_is_deleted_only_once_it_is_recorded(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        name = armed.comes(STRANGER, "HELP")
        assert armed.deleted == []
        await until(lambda: name in armed.deleted)
        assert armed.call.source.door is Door.TEXT
        assert armed.call.place.unknown and armed.call.drill is None
        caller = armed.call.source.called_by
        assert caller is not None and (caller.number, caller.unverified) == (STRANGER, True)
        assert armed.unread == []


@pytest.mark.parametrize(
    "text", ["help 204", "Ayuda 204!", "204", "room 204", "ＨＥＬＰ 204", "I need help, room 204", "HE\u200bLP 204"]
)
async def test_a_room_that_is_said_is_a_hint_and_never_a_place(tmp_path: Path, text: str) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, text)
        assert (armed.call.place.room, armed.call.place.near) == (None, RoomId("204"))


async def test_no_text_holds_up_the_calls_of_a_large_school(tmp_path: Path) -> None:
    plan = school()
    rooms = (
        replace(plan.rooms[0], room=RoomId(f"C{n}"), name=f"Classroom number {n} of the east wing") for n in range(245)
    )
    async with box(tmp_path, replace(plan, rooms=(*plan.rooms, *rooms))) as armed:
        began_s = time.process_time()
        for words in ("help " + "a b " * 500, "help " + "room 1 " * 150, "help " + "1 " * 10_000, "\u0301" * 30_000):
            armed.comes(STRANGER, words)
        assert time.process_time() - began_s < 2, "it took minutes when each word was compared with each room"


async def test_a_second_help_of_one_number_is_pressed_again(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "HELP")
        await armed.taken(STRANGER, "help!!")
        await armed.taken("+13035550000", "help")
        assert [each.presses for each in armed.engine.board.incidents.values()] == [2, 1]


async def test_what_else_a_cry_says_waits_to_be_read(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "Help, a man with a knife\nin room 204")
        assert armed.unread == ["Help, a man with a knife in room 204"]
        assert armed.call.place.near == RoomId("204")


async def test_an_answer_with_its_code_acts(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "help")
        await until(lambda: armed.call.incident in armed.engine.board.messages)
        await armed.taken(ANA, f"1 {armed.said_to('ana').code}")
        assert armed.call.stage is Stage.CONFIRMED
        assert [each.person for each in armed.call.sent] == [PersonId("ana")]
        assert armed.unread == []


async def test_an_answer_acts_also_where_a_network_leaves_out_the_country(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "help")
        await until(lambda: armed.call.incident in armed.engine.board.messages)
        await armed.taken(ANA.removeprefix("+1"), f"1 {armed.said_to('ana').code}")
        assert armed.call.stage is Stage.CONFIRMED
        await armed.taken(OWN.removeprefix("+"), monthly_text(Language.EN))
        assert armed.unread == []


async def test_no_quoted_forwarded_or_forged_answer_acts(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "help")
        await until(lambda: armed.call.incident in armed.engine.board.messages)
        code, before = armed.said_to("ana").code, armed.call
        for text in (f"1 {code} ok", f"Fwd: 1 {code}", f"1 {code}\n> Reply 1 {code} going", f"1{code}", f"١ {code}"):
            await armed.taken(ANA, text)
        await armed.taken(STRANGER, f"1 {code}")
        await armed.taken("", f"1 {code}")
        await armed.taken(BEN, f"1 {code}")
        await armed.taken(ANA, f"1 {code}", part=True)
        assert armed.call == before
        assert armed.said_to("ana").wrong_codes == 0
        assert len(armed.unread) == 8
        assert armed.unread[-1].endswith(PART_MISSING)


async def test_the_same_text_is_one_press_while_it_is_recorded_and_afterwards(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        armed.comes(STRANGER, "help", id="one")
        armed.comes(STRANGER, "help", id="one")
        await until(lambda: armed.deleted == ["one"])
        armed.comes(STRANGER, "help", id="one")
        assert armed.deleted == ["one", "one"], "it may be deleted at once"
        assert armed.call.presses == 1


async def test_after_a_restart_a_text_that_was_not_deleted_is_no_second_press(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(STRANGER, "help", id="one")
        await armed.taken(STRANGER, "who are you", id="two")
    async with box(tmp_path) as again:
        assert again.unread == ["who are you"]
        await again.taken(STRANGER, "help", id="one")
        await again.taken(STRANGER, "who are you", id="two")
        assert again.call.presses == 1
        assert again.unread == ["who are you"]


async def test_our_own_monthly_test_is_taken_in_silence(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        for language in Language:
            await armed.taken(OWN, monthly_text(language))
        assert armed.unread == []
        await armed.taken(STRANGER, monthly_text(Language.EN))
        assert len(armed.unread) == 1


async def test_stop_and_an_empty_text_are_shown(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        await armed.taken(ANA, "STOP")
        await armed.taken("Bank\u202e", "\u200b")
        assert armed.unread == ["STOP", "(an empty text)"]
        assert [each.sender for each in armed.engine.board.texts.unread.values()] == ["", "Bank"]
        assert not armed.engine.board.incidents


async def test_a_flood_is_one_trouble_and_help_and_answers_go_through(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        for number in range(STRANGERS_MAX + 40):
            armed.comes(f"+1303555{number:04}", "buy now", id=f"ad-{number}")
        await until(lambda: len(armed.deleted) == STRANGERS_MAX + 40)
        assert FLOODED.key in armed.engine.board.troubles
        assert armed.engine.board.texts.count == STRANGERS_MAX
        await armed.taken("+13035559999", "help")
        assert armed.call.source.door is Door.TEXT
        await until(lambda: armed.call.incident in armed.engine.board.messages)
        await armed.taken(ANA, f"0 {armed.said_to('ana').code}")
        assert armed.said_to("ana").reply is Reply.CANNOT


async def test_a_flood_from_a_persons_number_cannot_try_more_than_three_codes(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        for number in range(EACH_MAX + 5):
            armed.comes(ANA, f"words {number}")
        await until(lambda: len(armed.deleted) == EACH_MAX + 5)
        await armed.taken(STRANGER, "help")
        await until(lambda: armed.call.incident in armed.engine.board.messages)
        right = armed.said_to("ana").code
        wrong = [f"{number:04}" for number in range(1, 60) if f"{number:04}" != right]
        for code in wrong:
            await armed.taken(ANA, f"1 {code}")
        before = armed.call
        await armed.taken(ANA, f"1 {right}")
        assert armed.call == before
        assert armed.said_to("ana").wrong_codes == 3


async def test_of_thousands_of_forged_numbers_the_first_call_each_and_the_others_share_one_call(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        for number in range(STRANGERS_MAX + 140):
            armed.comes(f"+1303555{number:04}", "help 204", id=f"forged-{number}")
        await until(lambda: len(armed.deleted) == STRANGERS_MAX + 140)
        calls = armed.engine.board.incidents
        assert len(calls) == STRANGERS_MAX + 1
        assert [each.number for each in armed.call.callers][-1] == f"+1303555{STRANGERS_MAX + 139:04}"
        await armed.taken("+13035550000", "help")
        assert next(iter(calls.values())).presses < next(iter(armed.engine.board.incidents.values())).presses, (
            "its own call"
        )
        await armed.taken(ANA, "help")
        assert len(armed.engine.board.incidents) == STRANGERS_MAX + 2, "a person of the plan has a call of their own"


async def test_a_text_that_comes_days_late_rings_and_says_so(tmp_path: Path) -> None:
    async with box(tmp_path) as armed:
        now_ms = armed.engine.clock.now().wall_ms
        for name, number, ago_ms in (("old", STRANGER, 2 * DAY_MS), ("new", BEN, 5 * 3_600_000)):
            text = TextHeard(number, "help", now_ms - ago_ms, False, name)
            armed.texts.hear(text, functools.partial(armed.deleted.append, name))
        await until(lambda: armed.deleted == ["old", "new"])
        old, new = armed.engine.board.incidents.values()
        assert old.ringing and old.pressed_ago_ms is not None and 2 * DAY_MS <= old.pressed_ago_ms < 2 * DAY_MS + 60_000
        assert new.pressed_ago_ms is None, "a network may have the zone of its time wrong"


def test_a_time_that_makes_no_sense_says_nothing_of_when_a_text_was_sent() -> None:
    assert late(100 * DAY_MS, 102 * DAY_MS) == 2 * DAY_MS
    assert [late(sent_ms, 1000 * DAY_MS) for sent_ms in (None, 0, 999 * DAY_MS, 1002 * DAY_MS)] == [None] * 4
    assert late(100 * DAY_MS, None) is None


def test_a_pace_forgets_what_is_older_than_its_window() -> None:
    pace = Pace()
    assert not any(pace.is_flood(STRANGER, second * 1000, known=False) for second in range(EACH_MAX))
    assert pace.is_flood(STRANGER, EACH_MAX * 1000, known=False)
    later_ms = (WINDOW_S + EACH_MAX + 1) * 1000
    assert pace.is_calm(later_ms)
    assert not pace.is_flood(STRANGER, later_ms, known=False)


def test_no_stranger_shuts_out_a_person_of_the_plan() -> None:
    pace = Pace()
    for number in range(5000):
        pace.is_flood(f"+1303{number:07}", 0, known=False)
    assert not pace.is_flood(ANA, 0, known=True)


def test_words_are_shown_in_one_line_without_signs_that_nobody_sees() -> None:
    assert shown(" a\nb\u202ec\x1b[2J\u200bd ") == "a b c [2J d"
    assert len(shown("x" * 5000)) == 1000


async def test_a_person_without_a_modem_in_the_plan_is_told_no_text(tmp_path: Path) -> None:
    plan = replace(school(), people=())
    async with box(tmp_path, plan) as armed:
        await armed.taken(ANA, "1 4821")
        assert armed.unread == ["1 4821"]
