"""A widget that says when what it was given to show is on the screen. Knows not what that is."""

from textual.widget import Widget

from tui.messages import Painted


class TellsPainted(Widget):
    """Subclasses call `say_painted` whenever they paint something new."""

    def say_painted(self) -> None:
        """Said by the widget itself, right after: a message made while the screen paints goes no further than that screen."""
        self.call_next(self._say)

    def _say(self) -> None:
        self.post_message(Painted())
