"""Makes the sentence of a signed morning check: who signed, and everything that was not well at that moment. Pure; a part of
`transcript`.
"""

from appliance.core.ground.names import Names
from appliance.core.ground.words import NotWell
from appliance.core.people.events import DayChecked
from appliance.words.troubles import cause_words


def day_check_line(event: DayChecked, names: Names) -> str:
    """Give the sentence. It names everything, so that nobody can say later that all was well."""
    typed = f"at {names.desk(event.by.desk)} by somebody who gave the name {event.name}"
    found = "; ".join(_found(event.not_well, names))
    return f"The day was checked {typed if event.name else names.actor(event.by)}. {f'Not well: {found}.' if found else 'All was well.'}"


def _found(not_well: NotWell, names: Names) -> list[str]:
    aside = f" ({not_well.put_aside} put aside)" if not_well.put_aside else ""
    found = (
        ("rooms that reach nobody at once: ", map(names.room, not_well.rooms)),
        ("buttons not heard: ", map(names.button, not_well.buttons_silent)),
        ("out of service: ", map(names.button, not_well.out_of_service)),
        ("nobody at ", map(names.desk, not_well.desks_away)),
        ("sounders not working: ", map(names.sounder, not_well.sounders_silent)),
        ("on duty today nobody as ", (role.value.replace("-", " ") for role in not_well.roles)),
        (f"troubles{aside}: ", (cause_words(each.what, each.subject) for each in not_well.troubles)),
        ("calls open: ", [str(not_well.calls_open)] * bool(not_well.calls_open)),
        ("the clock was not known", [""] * (not not_well.clock_known)),
    )
    return [words + ", ".join(named) for words, several in found if (named := tuple(several))]
