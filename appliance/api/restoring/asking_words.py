"""Gives the words shown while this box asks the safety office for what another box had: on every screen, and by the command. Pure."""

SAY = "By telephone, to a number of the safety office that you know: which school this is, and the code."


def asking_words(code: str, since: str, entries: int, refused: str, *, came: bool) -> tuple[str, ...]:
    """Give the code first, then what to say and how far it is. `since`: when the box began to ask, as people read it."""
    far = how_far(since, entries, refused, came=came)
    return (f"Code for the safety office: {code}", SAY, f"{far} Calls are taken meanwhile.")


def how_far(since: str, entries: int, refused: str, *, came: bool, whole: bool = False) -> str:
    """Say in one sentence how far it is."""
    if refused:
        return f"Refused, and asked for again: {refused}"
    if whole:
        return "Everything is here."
    if came:
        return f"The safety office has answered. Bringing the record: {entries:,} entries so far."
    return f"Waiting for the safety office since {since}."
