"""Who is at this desk. Never needed before acting on a call. Asks for one command."""

from appliance.api.messages import PlanFacts
from appliance.core.commands import SignIn, SignOut
from appliance.plan.ids import PersonId
from tui.screens.panel import Choice, Field, Panel
from tui.wording import ROLES


class SignInPanel(Panel[PersonId | None]):
    """People on duty first. With somebody signed in, the first line signs them out."""

    def __init__(self, facts: PlanFacts, operator: str) -> None:
        people = sorted(facts.people, key=lambda person: (not person.on_duty, person.name))
        out: tuple[Choice[PersonId | None], ...] = (
            (Choice(f"SIGN OUT {operator}", None, always=True),) if operator else ()
        )
        names = tuple(
            Choice(f"{person.name:<28} {', '.join(ROLES[role].lower() for role in person.roles)}", person.person)
            for person in people
        )
        super().__init__("WHO IS AT THIS DESK?", field=Field("Name:", filters=True), choices=(*out, *names))

    def chosen(self, value: PersonId | None, text: str) -> None:
        """Sign in or out."""
        del text
        self.ask(SignOut() if value is None else SignIn(person=value))
