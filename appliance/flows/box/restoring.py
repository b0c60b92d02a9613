"""A new box takes the place of a dead one: from which copy, with which phrase, or by the safety office. Pure; opens nothing."""

from appliance.api.restoring.messages import (
    PHRASE_LEN_MAX,
    AskCopies,
    AskOffice,
    Copy,
    RestoreFrom,
    TakeUp,
)
from appliance.core.devices.commands import SayNoCopy
from appliance.flows.box.copies import copy_words
from appliance.flows.box.new_box import ASKED, NOT_NEW, is_offered
from appliance.flows.calls.raising import RAISE_FROM_LISTS
from appliance.flows.devices.troubles import rooms_to_ask
from appliance.flows.flow import Flow, GoOn
from appliance.flows.parts import Given, Option, Part
from appliance.flows.zone import zone_at
from appliance.words.unsure import ASK_EVERY_ROOM

LOOKING, OPENING, ASKING = "Looking for copies ...", "Opening the copy ...", "Asking ..."


def copies(given: Given) -> tuple[Option, ...]:
    """Each copy that was found."""
    view = given.known.view
    assert view is not None, "a copy is known only with a board"
    zone = zone_at(view)
    return tuple(Option(each, copy_words(each, view, zone), _typed(each)) for each in given.known.copies)


def besides(given: Given) -> tuple[Option, ...]:
    """What can be done without a copy. Only where somebody sits at a desk: raise a call, or say that there is no copy of the dead box."""
    view = given.known.view
    office = Option(AskOffice(), "No copy, or no phrase: ask the safety office, over the district's line")
    if view is None or view.here is None:
        return (office,)
    # the key of this question raises a call at other times
    call = Option(GoOn(RAISE_FROM_LISTS), "No. Somebody needs help: raise a call")
    none = Option(SayNoCopy(), f"There is no copy of it: remind everybody to {ASK_EVERY_ROOM}")
    return (*((call,) if given.known.facts else ()), *(() if rooms_to_ask(view) else (none,)), office)


def while_looking(given: Given) -> tuple[Option, ...]:
    """What there is to choose from until it is known what is there."""
    return (Option(AskCopies(), LOOKING), *besides(given))


def ways_on(given: Given) -> tuple[Option, ...]:
    """What is laid ready already, each copy, another look, and what can be done without a copy."""
    laid = given.known.laid
    ready = (Option(laid, "Go on with what is laid ready already"),) if laid else ()
    return (*ready, *copies(given), Option(AskCopies(), "Look again"), *besides(given))


def _copies_or_others(given: Given) -> tuple[Option, ...]:
    return (*copies(given), Option(AskCopies(), "Look again for others", ("look again",)))


def _why_not(given: Given) -> str:
    """Why this box takes no other box's place now. It is looked at again at the end, because a call may have come meanwhile."""
    return "" if is_offered(given.known.view) else NOT_NEW


def _typed(copy: Copy) -> tuple[str, ...]:
    """What may be typed for a copy. Where several copies lie at one place, the place names none of them."""
    return (copy.whose, copy.name) if copy.whose else (copy.where.removeprefix("the "), copy.name)


def _none_known(given: Given) -> bool:
    return not given.known.copies


def _looks_again(given: Given) -> bool:
    return not isinstance(given.parts.get("copy"), Copy)


def _restores(given: Given) -> RestoreFrom | AskCopies | str:
    copy = given.parts.get("copy")
    asked = RestoreFrom(copy.name, given.parts["phrase"]) if isinstance(copy, Copy) else AskCopies()
    return _why_not(given) or asked


RESTORE: Flow[RestoreFrom | AskCopies] = Flow(
    "restore",
    _restores,
    (
        Part("copy", "From which copy?", _copies_or_others, lead=("from",), skipped=_none_known),
        Part(
            "phrase",
            "Type the twelve words of the recovery phrase, with blanks between.",
            skipped=_looks_again,
            hidden=True,
            phrase=True,
            title=lambda given: f"THE RECOVERY PHRASE, for {given.parts['copy'].where}",
            label=lambda _: "The twelve words, with blanks between; four letters of each are enough:",
            enter="opens the copy",
            characters_max=PHRASE_LEN_MAX,
        ),
    ),
)
ASK_OFFICE: Flow[AskOffice] = Flow(
    "ask office",
    lambda given: _why_not(given) or AskOffice(),
    title=lambda _: "BY THE SAFETY OFFICE'S ACT, over the district's line",
    nothing_after=True,
)
REPLACE: Flow[TakeUp] = Flow(
    "replace",
    lambda given: _why_not(given) or TakeUp(),
    title=lambda _: "this box goes on in place of the former one.",
    nothing_after=True,
)
NO_COPY: Flow[SayNoCopy] = Flow("no copy", lambda given: _why_not(given) or SayNoCopy())
NEW_BOX = Flow(
    "new box",
    lambda given: given.parts["how"],
    (Part("how", ASKED, ways_on),),
    title=lambda _: f"THIS BOX IS NEW. {ASKED}",
)
"""All in one list, for a console that has room for it. What is chosen is a copy, what is laid ready, or what the box is asked for."""
