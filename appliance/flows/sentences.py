"""Sentences that stand in several subjects: nothing has come from the box yet, this console only watches, how a yes is typed. Pure."""

ASKING_THE_BOX = "Asking the box ..."
"""Stands in a list until the box has answered."""
NO_BOARD = "No board has come from the box yet."
TYPE_YES_OR_NO = "Type yes or no."
STAYS = "This screen belongs to the box and stays."
CALL_IS_OPEN = "A call is open: this desk stays."
NO_CALL = "There is no open call."
_WATCHES = "This console only watches"


def only_watches(to_do: str) -> str:
    """Why a console at no desk does nothing, and how it could."""
    return f"{_WATCHES}. Start it with --desk to {to_do}."


def not_told_to_watchers(what: str) -> str:
    """What a console at no desk is not told."""
    return f"{_WATCHES}: {what} is not told here."
