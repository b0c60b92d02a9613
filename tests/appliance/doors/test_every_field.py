"""All fields, all readers, on the desk line itself: what a console may not read never reaches it, and what it may read does."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec
import pytest

from appliance.api.access import TABLE, Content, Reads, proven, unproven
from appliance.api.messages import AskButtons, AskPlan, AskVerify, DeskLine, FeedItem, Follow
from appliance.core.commands import (
    Acknowledge,
    AddNote,
    Arrive,
    AssignCover,
    Confirm,
    Dispatch,
    MarkRoom,
    NameWhoActed,
    RaiseCall,
    RaiseCallFromDesk,
    SignOut,
    StandDown,
    StartCheckIn,
    StartResponse,
    TakeOutOfService,
)
from appliance.core.words import Answer, BuildingResponse, Door, Outcome, RoomAnswer, Source
from appliance.plan.document import to_document
from appliance.plan.ids import ButtonId, DeskId, PersonId, RoomId
from appliance.plan.model import Kind, Person, Role
from tests.appliance.doors.house import ALL_WEEK, FRONT, NURSE, Console, House, school

PEOPLE = tuple(Person(PersonId(f"p-{role}"), f"Zoe {role.name} Zed", (role,), ALL_WEEK) for role in Role)
RESPONDER, WITNESS, COVER, UNLISTED = "Zeno Zed", "Zita Zed", "Zola Zed", "Zack Zed"
NOTE, REASON = "Leon threw a chair", "kicked in by Noor"
WORDS = {
    Content.NAMES: (WITNESS, UNLISTED, f"at Nurse by {PEOPLE[0].name}"),
    Content.NOTES: (NOTE,),
    Content.REASONS: (REASON,),
}
"""Words of the record's lines, by what they are."""
ANY_SECRET = ("Zed", NOTE, REASON)

type Seen = dict[tuple[type, str], set[str]]


@pytest.fixture
async def busy(house: House) -> House:
    """A school in which everything that has a name or words in it has happened, all at the nurse's desk."""
    await house.adopt(to_document(msgspec.structs.replace(school(), people=PEOPLE))).kept
    house.give_pins(*(person.person for person in PEOPLE))
    async with house.console(NURSE) as nurse, house.console(None) as admin:
        house.press("204")
        ended = (await nurse.sees("204")).incident
        await does(nurse, Acknowledge(incident=ended), NameWhoActed(incident=ended, name=UNLISTED))
        await does(nurse, StandDown(incident=ended, outcome=Outcome.ATTENDED, saw_room=WITNESS))
        assert (await nurse.proves(PEOPLE[0].person)).ok
        house.press("201")
        incident = (await nurse.sees("201")).incident
        await does(
            nurse,
            Acknowledge(incident=incident),
            Dispatch(incident=incident, role=Role.NURSE, person=PersonId("p-nurse")),
            Confirm(incident=incident, responder=RESPONDER, answer=Answer.BY_RADIO),
            Arrive(incident=incident, responder=RESPONDER),
            AddNote(incident=incident, text=NOTE),
            RaiseCallFromDesk(room=RoomId("203"), kind=Kind.ASSIST),
            StartResponse(response=BuildingResponse.HOLD),
            StartCheckIn(),
        )
        source = Source(Door.BUTTON, ButtonId("B202"), "tap-out", 1)
        house.engine.submit(RaiseCall(room=RoomId("202"), kind=Kind.TAP_OUT, source=source))
        board = await nurse.board(lambda board: bool(board.tap_outs and board.check_in))
        assert board.check_in is not None
        await does(
            nurse,
            AssignCover(incident=board.tap_outs[0].incident, cover=COVER),
            MarkRoom(check_in=board.check_in.check_in, room=RoomId("205"), answer=RoomAnswer.SAFE),
        )
        people = (PEOPLE[0].person, PEOPLE[1].person)
        await does(admin, TakeOutOfService(button=ButtonId("B205"), people=people, ends_after_s=3600, reason=REASON))
    return house


async def does(console: Console, *commands: object) -> None:
    for command in commands:
        reply = await console.line.act(command)  # type: ignore[arg-type]
        assert reply.ok, f"{command}: {reply.says}"


async def everything(console: Console) -> Seen:
    """Every text that reaches this console, by the field it stands in."""
    line = console.line
    asks = (AskPlan(request=0), AskButtons(request=0), AskVerify(request=0), Follow(request=0, after=0))
    seen: Seen = defaultdict(set)
    for message in (line.welcome, *[await line.ask(ask) for ask in asks], await console.board()):
        for kind, field, text in texts(message):
            seen[kind, field].add(text)
    return seen


def texts(message: object) -> Iterator[tuple[type, str, str]]:
    if isinstance(message, tuple):
        for each in message:
            yield from texts(each)
    if not isinstance(message, msgspec.Struct):
        return
    for field in message.__struct_fields__:
        value = getattr(message, field)
        if isinstance(value, str):
            yield type(message), field, value
        yield from (
            ((type(message), field, each) for each in value if isinstance(each, str))
            if isinstance(value, tuple)
            else ()
        )
        yield from texts(value)


def secret(values: set[str]) -> list[str]:
    return [value for value in values if any(word in value for word in ANY_SECRET)]


READERS = [("watching", None, None), ("a desk", FRONT, None), *((str(p.roles[0]), FRONT, p) for p in PEOPLE)]


@pytest.mark.parametrize(("reader", "desk", "person"), READERS, ids=[reader for reader, _, _ in READERS])
async def test_no_reader_is_sent_a_field_they_may_not_read(
    busy: House, reader: str, desk: DeskId | None, person: Person | None
) -> None:
    reads: Reads = unproven(desk) if person is None else proven(person.roles)
    async with busy.console(NURSE), busy.console(desk) as console:
        if person is not None:
            assert (await console.proves(person.person)).ok
            await console.board(lambda board: board.proven)
        seen = await everything(console)
        for (kind, field), values in seen.items():
            if (kind, field) == (FeedItem, "line"):
                continue
            if person is not None and (kind, field) == (DeskLine, "operator"):
                values.discard(person.name)  # their own, at the desk where they signed in
            content = TABLE[kind][field]
            if content is Content.OPEN or content not in reads.contents:
                assert not secret(values), f"{reader} was sent {kind.__name__}.{field}"
        lines = " ".join(seen[FeedItem, "line"])
        for content, words in WORDS.items():
            for word in words:
                assert (word in lines) == (content in reads.contents), f"{reader}: {word!r} in the record"


async def test_whoever_may_read_everything_is_sent_everything(busy: House) -> None:
    """Otherwise the test above would hold for a line that sends nothing at all."""
    lead = next(person for person in PEOPLE if person.roles == (Role.LEAD,))
    async with busy.console(NURSE), busy.console(FRONT) as console:
        assert (await console.proves(lead.person)).ok
        await console.board(lambda board: board.proven)
        seen = await everything(console)
    messages = [(kind, field) for kind, fields in TABLE.items() for field in fields if (kind, field) in seen]
    kept = [(kind, field) for kind, field in messages if TABLE[kind][field] in {Content.DESK, Content.NAMES}]
    names = [(kind, field) for kind, field in kept if field not in {"person", "roles"}]
    assert (DeskLine, "operator") in names
    assert len(names) >= 6
    for kind, field in names:
        assert secret(seen[kind, field]), f"{kind.__name__}.{field}"


async def test_what_was_read_is_gone_from_the_board_after_signing_out(busy: House) -> None:
    async with busy.console(NURSE), busy.console(FRONT) as console:
        assert (await console.proves("p-lead")).ok
        named = await console.board(lambda board: board.proven)
        assert "Zed" in named.calls[0].acknowledged_by
        await does(console, SignOut())
        nameless = await console.board(lambda board: not board.proven)
        assert nameless.calls[0].acknowledged_by == "Nurse"
