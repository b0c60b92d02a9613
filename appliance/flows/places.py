"""Places as people type them: a room or an area of the plan, or their own words. Pure.

Words that are like nothing in the plan are a place only once a person says so: a slip of a room's name must not send help astray.
"""

from copy import replace

from appliance.core.ground.place import Place
from appliance.flows.near_misses import near_misses
from appliance.flows.parts import Given, Option
from appliance.flows.rooms import rooms


def of_the_plan(given: Given) -> tuple[Option, ...]:
    """Every room and every area of the plan."""
    facts = given.known.facts
    return (
        *(replace(each, value=Place(room=each.value)) for each in rooms(given)),
        *(
            Option(
                Place(area=area.name),
                area.name,
                (area.name,),
                first=True,
                line=f"{area.name}\tarea, no button",
                found_by=area.name,
            )
            for area in (facts.areas if facts else ())
        ),
    )


def like(words: str, every: tuple[Option, ...]) -> tuple[Option, ...]:
    """The choices whose name is like these words, the best first: they may have been meant."""
    named = {typed.casefold(): option for option in every for typed in option.typed}
    close = [named[typed.casefold()] for typed in near_misses(words, named)]
    return tuple(option for place, option in enumerate(close) if option not in close[:place])


def said_again(given: Given, every: tuple[Option, ...], as_it_stands: Option, no: str) -> tuple[Option, ...]:
    """What may have been meant by the words in the part `place`, then the words as they stand; any other choice may be said instead. `no`
    is how somebody asks to say it anew.
    """
    meant = like(str(given.parts["place"]), every)
    return (
        *(replace(option, first=True) for option in meant),
        as_it_stands,
        Option(None, no, ("no",), first=True),
        *(replace(option, first=False) for option in every if option not in meant),
    )


def is_of_the_plan(given: Given) -> bool:
    """Whether the part `place` was chosen, and not said in words that the part `sure` confirms."""
    return isinstance(given.parts["place"], Place)


def place_given(given: Given) -> Place | None:
    """What stands so far; None where it is to be said again."""
    place = given.parts["place"] if is_of_the_plan(given) else given.parts["sure"]
    assert place is None or isinstance(place, Place)
    return place
