"""A PIN or passphrase: typed to read names and notes at this desk, or changed. Pure; no call ever needs one, and nothing here keeps one."""

from dataclasses import dataclass

from appliance.flows.flow import AskAgain, Flow
from appliance.flows.parts import Given, Part
from appliance.flows.people.here import person_of, whoever_is_here
from appliance.flows.people.proof import opened
from appliance.plan.ids import PersonId

NOT_THE_SAME = "The two were not the same: nothing was changed. Type the new one twice."
PIN_CHANGED = "Your PIN is changed: the new one holds from now on, at every desk."
"""For a console that shows it as a notice, without the word that it is done."""


@dataclass(frozen=True, slots=True, repr=False)
class Proves:
    """A person typed their PIN."""

    person: PersonId
    secret: str


@dataclass(frozen=True, slots=True, repr=False)
class ChangesPin:
    """A person wants another PIN, and typed the one before it."""

    person: PersonId
    before: str
    secret: str


def _prove(given: Given) -> Proves:
    return Proves(given.parts["person"], given.parts["secret"])


def _change(given: Given) -> ChangesPin | AskAgain:
    if given.parts["secret"] != given.parts["again"]:
        return AskAgain(NOT_THE_SAME, ("secret", "again"), may_be_dropped=True)
    return ChangesPin(given.parts["person"], given.parts["before"], given.parts["secret"])


def _reads_title(given: Given) -> str:
    person = person_of(given.known, given.parts["person"])
    reads = (opened(person.roles) if person else "") or "records"
    return f"{person.name if person else ''}: {reads.upper()} NEED YOUR PIN. Calls never do."


def _change_title(given: Given) -> str:
    person = person_of(given.known, given.parts["person"])
    return f"{person.name if person else ''}: CHANGE YOUR PIN. Calls never need it."


_HERE = Part("person", "Who are you? Type a name, or part of it.", whoever_is_here, assumed=True, lead=("pin",))

PROVE = Flow(
    "pin",
    _prove,
    (
        _HERE,
        Part(
            "secret",
            "Type your PIN or passphrase.",
            hidden=True,
            title=_reads_title,
            label=lambda _: "PIN or passphrase:",
            enter="signs in",
        ),
    ),
    done="Done: names and notes are told here now, as far as your role reads them. Type sign out when you leave.",
)
CHANGE_PIN = Flow(
    "change my pin",
    _change,
    (
        _HERE,
        Part(
            "before",
            "Type the PIN or passphrase you have now.",
            hidden=True,
            title=_change_title,
            label=lambda _: "Your PIN as it is now:",
        ),
        Part(
            "secret",
            "Type the new one: six digits or more, or eight characters or more.",
            hidden=True,
            title=_change_title,
            label=lambda _: "The new PIN or passphrase:",
        ),
        Part(
            "again",
            "Type the new one again.",
            hidden=True,
            title=_change_title,
            label=lambda _: "The same again:",
            enter="changes it",
        ),
    ),
    done="Done: the new PIN holds from now on, at every desk.",
)
