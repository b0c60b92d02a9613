"""Says in sentences what came of carrying on a stick, for the person who holds it. Pure."""

from sync.bundle.at_box import Exported, HandedBack

CARRIED_AGAIN = "When this stick was at the district, it had less than it has countersigned: what is missing there is carried again."


def handed_words(handed: HandedBack) -> list[str]:
    """Say what the box believed of the district's answer."""
    if not handed.countersigned:
        return []
    return [f"The district has countersigned up to entry {handed.countersigned}."]


def refused_words(handed: HandedBack) -> list[str]:
    """Say what the box did not believe, and what it cannot judge yet."""
    return [
        *(f"not believed: {each}" for each in handed.refused),
        *(f"not judged yet, it comes again with the next stick: {each}" for each in handed.early),
    ]


def exported_words(done: Exported, *, settled: bool = False) -> list[str]:
    """Say what is on the stick now, and what to do with it. `settled`: everything is written, so nobody has to unmount it."""
    pull = "It may be pulled out now. Take it" if settled else "Unmount it before pulling it out, and take it"
    if done.last < done.first:
        return ["Everything is countersigned: there is nothing to carry."]
    said = [] if done.first > done.handed.countersigned else [CARRIED_AGAIN]
    said.append(f"Entries {done.first} to {done.last} are on the stick. {pull} to the district.")
    if done.missing:
        said.append(
            f"The stick is full: {done.missing} entries more did not fit. Export again when it is back, or use a larger one."
        )
    return said
