"""A question that is open at the plain console: which act it is for, how it is asked, and how it is asked again. Pure."""

from dataclasses import dataclass

from tui.plain.asking.draft import Draft, Missing
from tui.plain.asking.held_line import HeldLine


@dataclass(frozen=True, slots=True)
class Question:
    """An act that waits for a part, since when. `below` is the question it was typed into: it is asked again afterwards.

    `about` says which act, of which call. `returned`: somebody meant to answer another one since, so that digits and Enter may be
    for that. `held` is a line that may be the text asked for, and may be a command.
    """

    draft: Draft
    missing: Missing
    asked_ms: int
    about: str
    below: "Question | None" = None
    returned: bool = False
    held: HeldLine | None = None

    @property
    def sentences(self) -> list[str]:
        """How it is asked."""
        return self.missing.again(self.about) if self.returned else self.missing.sentences

    @property
    def again(self) -> str:
        """How it is asked once more, after whatever came between."""
        if self.held:
            return self.held.question
        return f"{self.about}{' '.join(self.missing.whole) if self.returned else self.missing.question}"
