"""Whether a new box may take the place of a dead one. Pure."""

from appliance.api.board.board import BoardView

ASKED = "Does it replace a box?"
NOT_NEW = "This box is not new: it goes on with its own record."


def is_offered(view: BoardView | None) -> bool:
    """Whether whoever stands before this box is asked: it is new, and nobody calls."""
    return view is not None and view.new and not view.calls


def asked_words(view: BoardView, key: str) -> str:
    """The question, with the key that answers it; of a box that is known to replace another, what the key is for."""
    return f"it replaces box {view.replaces}. {key} restores that one's record" if view.replaces else f"{ASKED} {key}"
