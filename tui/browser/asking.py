"""A question that stands on a desk's page: what is typed in it, which lines are offered, and why the last answer would not do. Pure."""

from dataclasses import dataclass, field
from typing import Any

from tui.asking.choice import Choice, digits, found
from tui.asking.question import Question

SENT_MAX = 60
"""Lines of a list that a page is sent: more than a tablet shows at once, and far below a frame of the private line. The rest is found by
typing, or is counted.
"""


@dataclass(slots=True)
class Asking:
    """`since_ms`: since when it stands."""

    question: Question
    since_ms: int
    text: str = ""
    refused: str = ""
    offered: tuple[Choice[Any], ...] = field(default=())

    def __post_init__(self) -> None:
        """Begin with what stands in the line, and with all lines that fit it."""
        line = self.question.field
        self.text = self.text or (line.text if line else "")
        self.refused = self.refused or self.question.why
        self.narrow()

    @property
    def filters(self) -> bool:
        """Whether what is typed narrows the list."""
        line = self.question.field
        return line is not None and line.filters

    @property
    def typed(self) -> str:
        """What a person typed and would not want to lose."""
        line = self.question.field
        kept = line is not None and not line.filters and not line.masked
        return self.text if kept and line is not None and self.text != line.text else ""

    @property
    def keys(self) -> list[str]:
        """The digit of each line, empty where it has none: none while typing narrows the list, for digits may be part of a room."""
        return [""] * len(self.offered) if self.filters else digits(self.offered)

    def narrow(self) -> None:
        """Offer what has the typed words in it; where nothing has, what the flow offers for them."""
        words = self.text.casefold().split() if self.filters else []
        lines = self.question.choices
        self.offered = (found(lines, words) or self.question.unlike(self.text)) if words else lines

    def renew(self, question: Question) -> bool:
        """Ask the same about a board that came since. Returns whether another line may stand under a finger now."""
        before = [line.value for line in self.offered]
        self.question = question
        self.narrow()
        return before != [line.value for line in self.offered]
