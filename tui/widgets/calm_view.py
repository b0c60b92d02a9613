"""What stands on the board when no call is open: signs of life, so that silence can be told from deafness. Paints only."""

from textual.content import Content
from textual.widget import Widget

from tui.big import big
from tui.faces import Calm


class CalmView(Widget):
    """Each sign has a word and a mark: `=` as it should be, `!` not."""

    calm: Calm | None = None

    def show(self, calm: Calm | None) -> None:
        """Paint these signs from now on."""
        if calm != self.calm:
            self.calm = calm
            self.refresh()

    def render(self) -> Content:
        """Headline in big letters, then one sign a line."""
        if self.calm is None:
            return Content("\n  Waiting for the alert daemon ...")
        headline = big("No call is open", self.size.width - 4) or ("", "No call is open", "")
        lines = [Content(""), *(Content(f"   {line}") for line in headline), Content("")]
        for name, words, well in self.calm.lines:
            mark = " " if not name else "=" if well else "!"
            lines.append(Content.styled(f"   {mark} {name:<10} {words}", "" if well else "bold reverse"))
        return Content("\n").join(lines)
