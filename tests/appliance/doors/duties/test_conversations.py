"""Tests the one conversation before class through the door: teller and told list it after their PIN, and nobody else learns of it."""

import msgspec
import pytest

from appliance.api.records.messages import Written
from appliance.plan.document import to_document
from appliance.plan.ids import PersonId
from appliance.plan.model import Person, Role
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.duties.bitten import Bitten, Desk, bitten, facts, named, signs_in, staffed
from tests.appliance.doors.harness import ALL_WEEK, FRONT, NURSE, Console, Harness, school
from tests.appliance.doors.records.test_line import Paper

pytestmark = pytest.mark.slow

TELLER = Person(PersonId("lina"), "Lina Zqreyes", (Role.SECURITY,), ALL_WEEK)
TOLD = Person(PersonId("kit"), "Kit Zqpark", (Role.TEACHER,), ALL_WEEK)
OTHER = Person(PersonId("mo"), "Mo Adler", (Role.TEACHER,), ALL_WEEK)
RULE = "conversation-before-class telling-1"
BEFORE_MS = 1_790_000_000_000


async def with_conversation(harness: Harness) -> Bitten:
    """Make a record in which somebody is to be told before a return."""
    await staffed(harness)
    people = (*PEOPLE, TELLER, TOLD, OTHER)
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=people))).kept
    harness.give_pins("lina", "kit", "mo")
    record = await bitten(harness)
    await facts(
        harness,
        record.incident,
        "telling-1",
        telling_told="kit  ZQPARK",
        telling_by=TELLER.name,
        telling_confidential=True,
        telling_before=BEFORE_MS,
    )
    return record


async def signed_in(console: Console, person: Person) -> Desk:
    assert (await console.proves(person.person)).ok
    await console.board(lambda board: board.proven)
    return Desk(console)


async def test_teller_and_told_list_it_and_it_is_all_that_they_list(harness: Harness) -> None:
    await with_conversation(harness)
    async with harness.console(FRONT) as console:
        for who, owes in ((TELLER, True), (TOLD, False)):
            known = await (await signed_in(console, who)).all()
            (line,) = known.duties
            assert (line.says, line.owe, line.owed) == ("You have 1 conversation before class.", owes, not owes)
            assert line.about_name == "conversation, Lina Zqreyes and kit  ZQPARK (telling-1)"
            assert line.due is not None and line.due.at_ms == BEFORE_MS
        assert (await (await signed_in(console, OTHER)).all()).duties == ()


async def test_the_teller_notes_it_and_both_see_when_and_by_whom(harness: Harness) -> None:
    record = await with_conversation(harness)
    async with harness.console(FRONT) as console, harness.console(NURSE) as other:
        teller, told = await signed_in(console, TELLER), await signed_in(other, TOLD)
        theirs = named(await told.of(record.incident))[RULE]
        assert not (await told.notes(theirs)).ok, "whoever is told does not say that they were"
        line = named(await teller.of(record.incident))[RULE]
        refused = await teller.notes(line, words="He gets angry at noise")
        assert not refused.ok and "no words" in refused.says, "what is told is written nowhere"
        assert (await teller.notes(line)).ok
        (note,) = named(await told.of(record.incident))[RULE].notes
        assert note.done and note.words == ""
        assert (await teller.all()).duties == () and (await told.all()).duties == ()


async def test_nobody_else_learns_of_it_and_it_is_on_no_board(harness: Harness) -> None:
    record = await with_conversation(harness)
    reads_it = {Role.LEAD, Role.ADMINISTRATOR, Role.NURSE, Role.MENTAL_HEALTH}
    async with harness.console(FRONT) as console, harness.console(None) as watching:
        assert "Zqpark" not in await Desk(console).refused(incident=record.incident), "not without a PIN"
        for role in Role:
            desk = await signs_in(console, role)
            seen = RULE in named(await desk.of(record.incident))
            assert seen is (role in reads_it), f"{role} reads what was written about a student"
            text = str(msgspec.to_builtins(await desk.of(record.incident)))
            assert ("ZQPARK" in text) is (role in reads_it)
            assert not any(line.rule == "conversation-before-class" for line in (await desk.all()).duties), role
        assert "telling" not in str(msgspec.to_builtins(await watching.board()))
        assert "telling" not in str(msgspec.to_builtins(await console.board()))


async def test_whoever_tells_it_is_of_the_plan_and_whoever_is_told_need_not_be(harness: Harness) -> None:
    record = await with_conversation(harness)
    async with harness.console(FRONT) as console:
        await signs_in(console, Role.ADMINISTRATOR)
        paper = Paper(console, record.incident)
        refused = await paper.write("telling.by", "A. Stranger", "new")
        assert isinstance(refused, Written) and "Nobody of the plan" in refused.says
        for name, value in (("by", "mo adler"), ("told", "A substitute")):
            done = await paper.write(f"telling.{name}", value, "telling-2" if name == "told" else "new")
            assert isinstance(done, Written) and done.ok, done
