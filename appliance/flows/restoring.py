"""Whether a new box may take the place of a dead one. Pure."""

from appliance.api.board.board import BoardView

NOT_NEW = "This box is not new: it goes on with its own record."


def is_offered(view: BoardView | None) -> bool:
    """Whether whoever stands before this box is asked: it is new, and nobody calls."""
    return view is not None and view.new and not view.calls
