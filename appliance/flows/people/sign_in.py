"""Who is at this desk: sign in and out, and the way to a PIN. Pure; never needed before acting on a call."""

from appliance.core.people.commands import SignIn, SignOut
from appliance.flows.flow import Dropped, Flow, GoOn
from appliance.flows.parts import Given, Option, Part
from appliance.flows.people.here import is_proven, named_here, operator, people, role_words
from appliance.flows.people.pin import CHANGE_PIN, PROVE
from appliance.flows.people.proof import opened

SIGN_IN = Flow(
    "sign in",
    lambda given: SignIn(person=given.parts["person"]),
    (Part("person", "Who are you? Type a name, or part of it.", people, lead=("as",)),),
    done="Done. To hear names and notes too, as far as your role reads them, type: pin",
)
SIGN_OUT = Flow("sign out", lambda _: SignOut())


def _own_then_people(given: Given) -> tuple[Option, ...]:
    """What whoever is signed in may want here, then everybody. The own lines make way as soon as a name is typed."""
    signed_in = tuple(
        Option(GoOn(SIGN_IN, {"person": each.value}), each.says, each.typed, line=each.line) for each in people(given)
    )
    return (*_own(given), *signed_in) if operator(given.known) else signed_in


def _own(given: Given) -> tuple[Option, ...]:
    """The first changes nothing: who only looks, and presses ENTER, signs nobody out."""
    name = operator(given.known)
    options = [Option(Dropped(), f"STAY SIGNED IN: {name}", unfiltered=True)]
    for person in named_here(given.known):
        as_ = f"as {role_words(person)}"
        if not is_proven(given.known):
            opens = f"READ {what.upper()}" if (what := opened(person.roles)) else "SHOW WHO YOU ARE"
            proves = GoOn(PROVE, {"person": person.person})
            options.append(Option(proves, f"{opens} {as_}: asks for your PIN", unfiltered=True))
        changes = GoOn(CHANGE_PIN, {"person": person.person})
        options.append(Option(changes, f"CHANGE YOUR PIN {as_}", unfiltered=True))
    return (*options, Option(GoOn(SIGN_OUT), f"SIGN OUT {name}", unfiltered=True))


def _choose(given: Given) -> GoOn | Dropped:
    chosen: GoOn | Dropped = given.parts["who"]
    return chosen


def _title(given: Given) -> str:
    reads = f"  {_shown(given)}: sign out when you leave." if is_proven(given.known) else ""
    return f"WHO IS AT THIS DESK?{reads}"


def _shown(given: Given) -> str:
    """What is on the screen now that they proved who they are. Of two people of one name it is not known which of them it was."""
    opens = {opened(person.roles) for person in named_here(given.known)}
    what = opens.pop() if len(opens) == 1 else ""
    return f"{what.capitalize()} are shown" if what else "You showed who you are"


WHO_IS_HERE = Flow(
    "who is here",
    _choose,
    (
        Part(
            "who",
            "Who is at this desk?",
            _own_then_people,
            label=lambda _: "Name:",
            narrows=True,
            column=28,
        ),
    ),
    title=_title,
    of_plan=True,
)
"""All in one list, for a console that has room for it."""
