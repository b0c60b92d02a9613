"""A school whose people are told by messages, and what a story says about them."""

from msgspec.structs import replace

from appliance.core.ground.messages import MessageState, Reply, Spoken
from appliance.core.ground.rejections import Rejection
from appliance.core.messages.commands import ReportMessage, ReportReply
from appliance.core.messages.events import MessageQueued
from appliance.core.messages.turns import wanted
from appliance.plan.ids import DeskId, PersonId, SounderId, TeamId
from appliance.plan.messages import MessageWay, Team
from appliance.plan.model import Hours, Person, Plan, Role, Step
from tests.appliance.core.story import Story, school

ALL_WEEK = (Hours(0, 7 * 1440),)
PAGE, TEXT = "page", "text"


def person(name: str, *ways: str, role: Role = Role.LEAD, duty: tuple[Hours, ...] = ALL_WEEK) -> Person:
    """Make a person with a written yes, who is told in these ways: each has an address of its own."""
    told = tuple(MessageWay(way, f"{name}-{way}") for way in ways)
    return Person(PersonId(name), name.capitalize(), (role,), duty, (), agreed="2026-08-20", ways=told)


def with_ways(*people: Person, first: int = 0) -> Plan:
    """Make the usual school, in which the team of these people is told `first` seconds after a press."""
    team = Team(TeamId("cirt"), "Response team", tuple(each.person for each in people))
    desks = DeskId("front"), DeskId("library")
    told = (TeamId("cirt"),)
    later = Step(30, desks, (SounderId("hall"),))
    if first:
        steps = (Step(0, desks[:1]), Step(first, desks, teams=told), later)
    else:
        steps = (Step(0, desks[:1], teams=told), Step(15, desks), later)
    return replace(school(), people=people, teams=(team,), ladder=steps)


class Telling(Story):
    """A story in which messages are said."""

    def told(self) -> list[str]:
        """Give whom messages went to since the last question, and by which way, in order."""
        queued = [f"{each.person} by {each.way}" for each in self.seen if isinstance(each, MessageQueued)]
        self.seen.clear()
        return queued

    def now_told(self, person: str, way: str) -> Spoken:
        """Give the newest message to this person by this way."""
        known = [each for each in self.board.messages[self.call.incident] if (each.person, each.way) == (person, way)]
        return known[-1]

    def comes(self, person: str, way: str, state: MessageState, why: str = "") -> Rejection | None:
        return self.tell(ReportMessage(message=self.now_told(person, way).message, state=state, why=why))

    def answers(self, person: str, way: str, reply: Reply) -> Rejection | None:
        return self.tell(ReportReply(message=self.now_told(person, way).message, reply=reply))

    def stands(self) -> list[str]:
        """Give to whom something has to be said now, and by which way."""
        return [
            f"{each.person} by {each.way}"
            for call in self.board.incidents.values()
            for each in wanted(self.board, call)
        ]

    def way(self, way: str, to: str = "", *, works: bool) -> None:
        """Let the way itself, or one address of it, work or not."""
        self.heard.ways[way, to] = works
