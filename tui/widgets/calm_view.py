"""What stands on the board when no call is open: signs of life, so that silence can be told from deafness. Paints only."""

from textual.content import Content
from textual.widget import Widget

from appliance.words.unsure import ASK_EVERY_ROOM
from tui.board.big import big
from tui.board.calm import Calm

HEADLINE = "No call is open"
NOT_KNOWN = ASK_EVERY_ROOM.capitalize()
"""Instead, on a box that took another's place, until somebody says that it was done: calls may be open that it has no record of."""
HEADLINE_LINES = (10, 7, 5, 3)
"""Heights of the headline, the best first; less when there is more to say than fits below."""


class CalmView(Widget):
    """Each sign has a word and a mark: `=` as it should be, `!` not, `-` not known to this box."""

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
        signs = [_sign("=" if well else "!", name, words, well=well) for name, words, well in self.calm.lines]
        signs += [_sign("-", name, words, well=True) for name, words in self.calm.unwatched]
        signs = _gravest(signs, self.calm, self.size.height - 1)
        words = NOT_KNOWN if self.calm.asks_rooms else HEADLINE
        headline = self._headline(words, self.size.height - len(signs))
        roomy = len(headline) + 2 * len(signs) <= self.size.height
        return Content("\n").join([*headline, *(_airy(signs) if roomy else signs)])

    def _headline(self, words: str, lines: int) -> list[Content]:
        width = self.size.width - 6
        for high in HEADLINE_LINES:
            letters = big(words, width, high) if high + 2 <= lines else None
            if letters:
                return [Content(""), *(Content.styled(f"   {line}", "bold") for line in letters), Content("")]
        return [Content.styled(f"   {words.upper()}", "bold")]


def _sign(mark: str, name: str, words: str, *, well: bool) -> Content:
    """What is not well stands out by its mark and by a name in swapped colours; a bar of them down the screen is seen from afar."""
    label = f" {mark if name else ' '} {name:<10}"
    return Content.assemble("  ", (label, "" if well else "bold reverse"), (f" {words}", "" if well else "bold"))


def _gravest(signs: list[Content], calm: Calm, lines: int) -> list[Content]:
    """Where a panel leaves too few lines, those that are not well come first, and all of them before any other."""
    if len(signs) <= lines:
        return signs
    ill = [not well for _, _, well in calm.lines] + [False] * len(calm.unwatched)
    by_need = sorted(range(len(signs)), key=lambda place: not ill[place])
    return [signs[place] for place in sorted(by_need[: max(lines, 0)])]


def _airy(signs: list[Content]) -> list[Content]:
    """An empty line between each: a screen of sixty lines has them to spare."""
    return [line for sign in signs for line in (sign, Content(""))]
