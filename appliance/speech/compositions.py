"""Composes what is said on a telephone, as a row of clips: to whoever called, and to whoever is rung. Pure; knows no sound and no line.

Each row tells only what is true when it is composed. Nothing here says how a person answered by words: they answer by keys.
"""

import msgspec

from appliance.core.ground.place import Place
from appliance.plan.ids import PersonId, PhoneId
from appliance.plan.messages import Language
from appliance.plan.model import Kind
from appliance.speech.clips import ClipId, fixed, hashed, named

EXTENSION_DIGITS_SAID_MAX = 5
"""A digit takes 0.4 s. More of them, or a whole number of the public network, would make the announcement longer than 8 s; the desk shows
those.
"""


class Announced(msgspec.Struct, frozen=True, kw_only=True):
    """What a call is, for whoever is rung. `again`: the room pressed again. `unverified`: nobody knows that a person of this building
    called. `extension`: the telephone that called, if it is one of the building and nobody's of the plan. `phone_of` and `shared_phone`:
    whose telephone called, or which, if it is in no room.
    """

    kind: Kind
    place: Place = Place()
    practice: bool = False
    again: bool = False
    unverified: bool = False
    extension: str = ""
    phone_of: PersonId | None = None
    shared_phone: PhoneId | None = None


def received(place: Place, language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell a caller that the call is recorded, and from where."""
    if place.room is None and place.area is None:
        return (fixed(language, "has-your-call"),)
    return fixed(language, "has-your-call-from"), *place_clips(place, language)


def unverified_received(language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell a caller whose place nobody knows that the call is recorded, that its place is missing, and that nobody listens."""
    return fixed(language, "has-your-call"), fixed(language, "where-unknown")


def has_it(language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell a caller that a person acknowledged the call."""
    return (fixed(language, "has-it"),)


def on_the_way(language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell a caller that a person said that they are coming."""
    return (fixed(language, "on-the-way"),)


def nobody(instead: str = "", language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell a caller that nobody answered, and what to do now: the plan's words of this area (`Area.instead`), if it has any, and 911."""
    own = (fixed(language, "use"), hashed(language, "instead", instead)) if instead else ()
    return fixed(language, "nobody"), *own, fixed(language, "dial-911")


def announcement(call: Announced, language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell whoever is rung what the call is. `press_one` goes behind it."""
    row = [fixed(language, "practice")] if call.practice else []
    row.append(fixed(language, f"kind-{call.kind.value}"))
    if call.again:
        row.append(fixed(language, "again"))
    if call.unverified:
        row.append(fixed(language, "unverified"))
    row += place_clips(call.place, language)
    if call.phone_of is not None:
        row += [fixed(language, "phone-of"), named(language, "person", call.phone_of)]
    elif call.shared_phone is not None:
        row += [fixed(language, "from"), named(language, "phone", call.shared_phone)]
    elif _sayable(call.extension):
        row += [fixed(language, "extension"), *(fixed(language, f"digit-{digit}") for digit in call.extension)]
    return tuple(row)


def press_one(*, shared: bool, language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell which keys answer. On a telephone that anybody may answer, key 1 says that a person has the call, and a name is owed."""
    return (fixed(language, "press-shared" if shared else "press-own"),)


def taken(*, shared: bool, language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell whoever pressed key 1 what it did."""
    return (fixed(language, "taken-shared" if shared else "taken-own"),)


def declined(language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell whoever pressed key 0 that somebody else is asked."""
    return (fixed(language, "declined"),)


def test(language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Tell whoever is rung that this only tries the telephone."""
    return (fixed(language, "test"),)


def place_clips(place: Place, language: Language = Language.EN) -> tuple[ClipId, ...]:
    """Say where. Words that somebody typed are not spoken: they may tell about a child, and nobody could record them before."""
    if place.room is not None:
        return (named(language, "room", place.room),)
    if place.area is not None:
        return (hashed(language, "area", place.area),)
    said = fixed(language, "place-in-words" if place.words else "place-unknown")
    if place.near is None:
        return (said,)
    return said, fixed(language, "near"), named(language, "room", place.near)


def _sayable(extension: str) -> bool:
    return extension.isascii() and extension.isdigit() and len(extension) <= EXTENSION_DIGITS_SAID_MAX
