"""Who is at this desk. Never needed before acting on a call. Asks for one command, or goes on to a PIN or another PIN."""

from dataclasses import dataclass

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PersonLine, PlanFacts
from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.people.proof import opened
from appliance.words.roles import ROLES
from tui.screens.panel import Choice, Field, Panel
from tui.screens.people.pin import PinChangePanel, PinPanel
from tui.widgets.lines import padded


@dataclass(frozen=True, slots=True)
class PinChange:
    """This person wants another PIN."""

    person: PersonLine


class SignInPanel(Panel[SignIn | SignOut | PersonLine | PinChange | None]):
    """People on duty first. With somebody signed in, the first lines are for them, and make way as soon as a name is typed.

    The very first changes nothing: who only looks, and presses ENTER, signs nobody out.
    """

    def __init__(self, facts: PlanFacts, view: BoardView) -> None:
        operator = view.here.operator if view.here else ""
        people = sorted(facts.people, key=lambda person: (not person.on_duty, person.name))
        own = _of(operator, facts, proven=view.proven) if operator else ()
        names: list[Own] = [
            Choice(f"{padded(person.name, 28)} {_roles(person)}", SignIn(person=person.person)) for person in people
        ]
        reads = f"  {_shown(operator, facts)}: sign out when you leave." if view.proven else ""
        super().__init__(f"WHO IS AT THIS DESK?{reads}", field=Field("Name:", filters=True), choices=(*own, *names))

    def chosen(self, value: SignIn | SignOut | PersonLine | PinChange | None) -> None:
        """Sign in or out, go on to the PIN, or leave it."""
        if isinstance(value, PersonLine):
            self.open(PinPanel(value))
        elif isinstance(value, PinChange):
            self.open(PinChangePanel(value.person))
        elif value is None:
            self.post_message(self.Closed())
        else:
            self.ask(value)


type Own = Choice[SignIn | SignOut | PersonLine | PinChange | None]


def _of(operator: str, facts: PlanFacts, *, proven: bool) -> tuple[Own, ...]:
    """What whoever is signed in may want here."""
    lines: list[Own] = [Choice(f"STAY SIGNED IN: {operator}", None, unfiltered=True)]
    for person in _who(facts, operator):
        if not proven:
            opens = f"READ {what.upper()}" if (what := opened(person.roles)) else "SHOW WHO YOU ARE"
            lines.append(Choice(f"{opens} as {_roles(person)}: asks for your PIN", person, unfiltered=True))
        lines.append(Choice(f"CHANGE YOUR PIN as {_roles(person)}", PinChange(person), unfiltered=True))
    return (*lines, Choice(f"SIGN OUT {operator}", SignOut(), unfiltered=True))


def _who(facts: PlanFacts, operator: str) -> list[PersonLine]:
    """Who is signed in, by the name the board shows: more than one where people share a name, and their roles tell them apart."""
    return [person for person in facts.people if person.name == operator]


def _shown(operator: str, facts: PlanFacts) -> str:
    """What is on the screen now that they proved who they are. Of two people of one name it is not known which of them it was."""
    opens = {opened(person.roles) for person in _who(facts, operator)}
    what = opens.pop() if len(opens) == 1 else ""
    return f"{what.capitalize()} are shown" if what else "You showed who you are"


def _roles(person: PersonLine) -> str:
    return ", ".join(ROLES[role].title.lower() for role in person.roles)
