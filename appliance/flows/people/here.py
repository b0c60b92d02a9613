"""The people of the plan as choices, and who of them is at this desk. Pure."""

from appliance.api.desk.plan import PersonLine
from appliance.flows.known import Known
from appliance.flows.parts import Given, Option
from appliance.plan.ids import PersonId
from appliance.words.roles import ROLES


def people(given: Given) -> tuple[Option, ...]:
    """Everybody of the plan, those on duty first."""
    everyone = sorted(given.known.people(on_duty=False), key=lambda person: (not person.on_duty, person.name))
    return tuple(
        Option(
            person.person,
            person.name,
            (person.name, str(person.person)),
            line=f"{person.name}\t{role_words(person)}",
        )
        for person in everyone
    )


def whoever_is_here(given: Given) -> tuple[Option, ...]:
    """Who is signed in at this desk: more than one where people share a name. Everybody while nobody is."""
    here = tuple(
        Option(each.person, f"{each.name}, {role_words(each)}", (each.name, str(each.person)))
        for each in named_here(given.known)
    )
    return here or people(given)


def named_here(known: Known) -> tuple[PersonLine, ...]:
    """The people who have the name that is signed in at this desk: their roles tell them apart."""
    name = operator(known)
    return tuple(person for person in known.people(on_duty=False) if person.name == name)


def operator(known: Known) -> str:
    """The name that is signed in at this desk; empty where nobody is."""
    view = known.view
    return view.here.operator if view and view.here else ""


def is_proven(known: Known) -> bool:
    """Whether somebody at this desk proved with a PIN who they are."""
    return known.view is not None and known.view.proven


def person_of(known: Known, person: PersonId) -> PersonLine | None:
    """Give a person of the plan by their id."""
    return next((each for each in known.people(on_duty=False) if each.person == person), None)


def role_words(person: PersonLine) -> str:
    """The roles of a person, in plain words."""
    return ", ".join(ROLES[role].title.lower() for role in person.roles)
