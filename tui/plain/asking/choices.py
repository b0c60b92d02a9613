"""Who there is to choose from at this moment. Pure; asks nothing itself."""

from appliance.flows.parts import Given, Option
from tui.plain.sentences import role_words


def people(given: Given) -> tuple[Option, ...]:
    """Everybody of the plan, those on duty first."""
    everyone = sorted(given.known.people(on_duty=False), key=lambda person: (not person.on_duty, person.name))
    return tuple(Option(person.person, person.name, (person.name, str(person.person))) for person in everyone)


def whoever_is_here(given: Given) -> tuple[Option, ...]:
    """Who is signed in at this desk: more than one where people share a name. Everybody while nobody is."""
    view = given.known.view
    name = view.here.operator if view and view.here else ""
    named = (person for person in given.known.people(on_duty=False) if person.name == name)
    here = tuple(
        Option(each.person, f"{each.name}, {role_words(each)}", (each.name, str(each.person))) for each in named
    )
    return here or people(given)
