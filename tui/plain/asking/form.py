"""Questions one after the other, and what was answered: typed by line, left out, gone back from. Pure; saves nothing itself.

Whoever holds a form gives it lines until it is `over`, and then takes the `answers`. Lines of a long answer are kept whatever happens.
"""

import enum
from collections.abc import Awaitable, Callable
from typing import Any

from appliance.record.typed import Wrong
from tui.board.aim import LOOKED_AT_MS
from tui.plain.asking.held_line import HeldLine
from tui.plain.asking.prompt import MORE, Prompt
from tui.plain.told import Line

_CHECK = (
    "Press Enter alone to keep it as it is.",
    "1: hear it.",
    "2: drop it and begin again.",
    "Or go on typing.",
)


class Fit(enum.Flag):
    """How a line fits the question that is open. `WORD`: it waits for one word. `BEGINS`: the first word begins a choice."""

    NOTHING = 0
    ANSWER = enum.auto()
    TEXT = enum.auto()
    WORD = enum.auto()
    NAME = enum.auto()
    BEGINS = enum.auto()


type Ask = Callable[[dict[str, Any]], Prompt | None]
"""A question by what was answered before it; None where it need not be asked."""
type Then = Callable[[dict[str, Any]], Awaitable[list[str]]]
"""What is done with the answers; gives what is said of it."""


class Form:
    """`prompt` is what is asked now, since `asked_ms`. `lines` are those of a long answer that is not ended yet.

    `ahead` was typed before the first question, and may answer it; `unclear` says why words that were typed ahead will not do. `about`
    says what the questions are about. `returned`: somebody meant to answer another question since, so that digits and Enter may be for
    that. `held` is a line that may be the text asked for, and may be a command.

    Whoever puts the form to a person says what is done with the answers (`then`), what is done where they stop (`stopped`), and what
    asks the question before the first one (`earlier`).
    """

    words = frozenset({"again", "back", "help", MORE})
    """Lines about the question, although they may be commands elsewhere."""
    stops = frozenset({"cancel", "stop"})
    """Lines that drop the question: no code and no name."""

    def __init__(self, *asks: Ask, ahead: str = "", lines: list[str] | None = None) -> None:
        self.answers: dict[str, Any] = {}
        self.lines = lines if lines is not None else []
        self.unclear = self.about = ""
        self.asked_ms = 0
        self.returned = False
        self.held: HeldLine | None = None
        self.then: Then = _nothing
        self.stopped: Callable[[Form], Awaitable[list[str]]] = _nothing
        self.earlier: Callable[[], list[str]] | None = None
        self._asks = asks
        self._at = 0
        self._checking = False
        self._said = 0
        self._past: list[int] = []
        self.prompt = self._find()
        if ahead and self.prompt is not None:
            self._take_ahead(self.prompt, ahead)

    @property
    def over(self) -> bool:
        """Whether everything is answered."""
        return self.prompt is None

    @property
    def many_lines(self) -> bool:
        """Whether any line typed now is part of a text, whatever it says."""
        return self.prompt is not None and self.prompt.lines and not self._checking

    @property
    def question(self) -> str:
        """The question alone; of a text that is open also how much of it is typed, and how it is ended. Empty at the end."""
        return " ".join([self.prompt.question, *self._kept()]) if self.prompt else ""

    @property
    def asked(self) -> str:
        """How it is asked once more, after whatever came between."""
        if self.held:
            return self.held.question
        if self.returned and not self.many_lines:
            return f"{self.about}{' '.join(self._put())}"
        return self.question

    def sentences(self) -> list[str]:
        """The question as it is put now. Once others were asked, no Enter is offered that may be meant for another."""
        if self.prompt is None:
            return []
        why = [self.unclear] if self.unclear else []
        if self.returned and not self.many_lines:
            return [*why, self.asked]
        return [*why, *self._put(), *self.prompt.offered]

    def fits(self, text: str) -> Fit:
        """How this line fits, read as an answer."""
        prompt = self.prompt
        assert prompt is not None, "the form is over"
        if prompt.lines:
            return Fit.TEXT
        if isinstance(prompt.reads(text), Wrong):
            return Fit.NOTHING
        return Fit.ANSWER if prompt.choices else Fit.TEXT

    def too_soon(self, line: Line) -> bool:
        """Whether this may have been meant for the question that was open before; so may Enter alone, the first time."""
        meant = line.begun_ms - self.asked_ms >= LOOKED_AT_MS and line.text.strip()
        return self.returned and not self.held and not self.many_lines and not meant

    def take(self, line: Line) -> list[str]:
        """What follows from one line: a sentence about it, or the next question. Nothing at the end."""
        prompt, typed = self.prompt, line.text.strip()
        assert prompt is not None, "the form is over"
        if not typed and not self.many_lines and line.ended_ms - self.asked_ms < LOOKED_AT_MS:
            return self.sentences()  # it was meant for what was said before
        if prompt.lines:
            return self._checked(prompt, typed) if self._checking else self._line(prompt, line.text)
        word = typed.casefold() if typed.casefold() in self.words else ""
        match word:
            case "again":
                return prompt.sentences
            case "help":
                return [prompt.help or "There is no more to know about this question.", prompt.question]
            case "back" if not prompt.hidden:
                return self.back()
            case "more" if prompt.choices:
                return self._more(prompt)
        return self._read(prompt, typed) if typed else self._left_out(prompt)

    def back(self) -> list[str]:
        """The question before this one."""
        if self._past:
            self._at = self._past.pop()
            return self._ask()
        return self.earlier() if self.earlier else ["This is the first question.", *self.sentences()]

    def _read(self, prompt: Prompt, typed: str) -> list[str]:
        """What follows from a line that answers."""
        value = prompt.reads(typed)
        return [value.says, prompt.question] if isinstance(value, Wrong) else self._accept(prompt, value)

    def _accept(self, prompt: Prompt, value: Any) -> list[str]:
        self.answers[prompt.name] = value
        return self._next()

    def _left_out(self, prompt: Prompt) -> list[str]:
        if prompt.offer and not self.returned:
            return self._accept(prompt, prompt.offer)
        if prompt.needed or prompt.offer:
            return [*([prompt.lacking] if prompt.lacking else []), *self.sentences()]
        if prompt.left_out is not None:
            return self._accept(prompt, prompt.left_out)
        self.answers.pop(prompt.name, None)
        return self._next()

    def _next(self) -> list[str]:
        self._past.append(self._at)
        self._at += 1
        return self._ask()

    def _ask(self) -> list[str]:
        self._checking, self._said = False, 0
        self.prompt = self._find()
        return self.sentences()

    def _find(self) -> Prompt | None:
        """What is asked now; None where everything is answered."""
        while self._at < len(self._asks):
            prompt = self._asks[self._at](self.answers)
            if prompt is not None:
                return prompt
            self._at += 1
        return None

    def _take_ahead(self, prompt: Prompt, ahead: str) -> None:
        value = prompt.reads(ahead)
        if isinstance(value, Wrong):
            self.unclear = value.says
            return
        self.answers[prompt.name] = value
        self._at += 1
        self.prompt = self._find()

    def _more(self, prompt: Prompt) -> list[str]:
        following = self._said + prompt.listed_max
        self._said = following if following < len(prompt.choices) else 0
        return prompt.said(self._said)

    def _put(self) -> list[str]:
        """The question with all there is to choose."""
        assert self.prompt is not None, "the form is over"
        return [self._counted(), *_CHECK] if self._checking else [*self.prompt.whole, *self._kept()]

    # ---- a text of many lines

    def _line(self, prompt: Prompt, text: str) -> list[str]:
        if text.strip():
            self.lines.append(text.rstrip())
            return []
        if not self.lines:
            return self._left_out(prompt)
        self._checking = True
        return self.sentences()

    def _checked(self, prompt: Prompt, text: str) -> list[str]:
        """What becomes of a text that was ended. Anything that is no choice belongs to it: a pasted text has empty lines."""
        typed = text.casefold()
        match typed:
            case "1" | "hear":
                return [*self.lines, *self.sentences()]
            case "2" | "anew":
                self.lines.clear()
                self._checking = False
                return ["It is dropped. Begin again.", prompt.question]
            case "back":
                return self.back()
            case "":
                return self._ended(prompt)
        if typed.isdecimal():
            return [f"{text} is none of the choices.", *self.sentences()]
        self._checking = False
        self.lines.append(text)
        return ["Go on. An empty line ends it."]

    def _ended(self, prompt: Prompt) -> list[str]:
        value = prompt.reads("\n".join(self.lines))
        if isinstance(value, Wrong):
            return [value.says, *_CHECK]
        self.lines = []
        return self._accept(prompt, value)

    def _kept(self) -> list[str]:
        typed = self.many_lines and self.lines
        return [f"{self._counted()} Go on, or press Enter alone to end it."] if typed else []

    def _counted(self) -> str:
        return f"{len(self.lines)} {'line is' if len(self.lines) == 1 else 'lines are'} typed, not saved yet."


type Puts = Callable[[Form, Then], list[str]]
"""Puts a form to the person, and says its first question; what was answered goes to `Then`."""


def only(prompt: Prompt) -> Ask:
    """A question that is asked whatever was answered before."""
    return lambda _: prompt


async def put(puts: Puts, form: Form, then: Then) -> list[str]:
    """Ask what is missing; go on at once where what was typed ahead says everything."""
    return await then(form.answers) if form.over else puts(form, then)


async def _nothing(_: Any) -> list[str]:
    return []
