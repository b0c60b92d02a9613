"""Questions one after the other, and what was answered: typed by line, left out, gone back from. Pure; saves nothing itself.

Whoever holds a form gives it lines until it is `over`, and then takes `given`. Lines of a long answer are kept whatever happens.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from appliance.record.typed import Wrong
from tui.plain.records.prompt import SAID_MAX, Prompt

_CHECK = (
    "Press Enter alone to keep it as it is.",
    "1: hear it.",
    "2: drop it and begin again.",
    "Or go on typing.",
)

type Ask = Callable[[dict[str, Any]], Prompt | None]
"""A question by what was answered before it; None where it need not be asked."""


class Form:
    """`asks` are the questions in order. `lines` are those of a long answer that is not ended yet."""

    def __init__(self, *asks: Ask, lines: list[str] | None = None) -> None:
        self.given: dict[str, Any] = {}
        self.lines = lines if lines is not None else []
        self._asks = asks
        self._at = 0
        self._checking = False
        self._said = SAID_MAX
        self._past: list[int] = []
        self.prompt = self._find()

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

    def sentences(self) -> list[str]:
        """The question as it is put now."""
        if self.prompt is None:
            return []
        if self._checking:
            return [self._counted(), *_CHECK]
        return [*self.prompt.sentences, *self._kept()]

    def swallows(self, text: str) -> bool:
        """Whether it would be written down as it stands, whatever it says."""
        prompt = self.prompt
        if prompt is None or prompt.hidden or prompt.choices:
            return False
        return prompt.lines or not isinstance(prompt.reads(text), Wrong)

    def take(self, text: str) -> list[str]:
        """What follows from one line: a sentence about it, or the next question. Nothing at the end."""
        prompt = self.prompt
        assert prompt is not None, "the form is over"
        if prompt.lines:
            return self._checked(prompt, text.strip()) if self._checking else self._line(prompt, text)
        typed = text.strip()
        match typed.casefold():
            case "again":
                return prompt.sentences
            case "help":
                return [prompt.help or "There is no more to know about this question.", prompt.question]
            case "back" if not prompt.hidden:
                return self.back()
            case "more" if prompt.choices:
                return self._more(prompt)
            case "":
                return self._left_out(prompt)
            case _:
                return self._answered(prompt, prompt.reads(typed))

    def back(self) -> list[str]:
        """The question before this one."""
        if not self._past:
            return ["This is the first question.", *self.sentences()]
        self._at = self._past.pop()
        self._checking, self._said = False, SAID_MAX
        self.prompt = self._asks[self._at](self.given)
        return self.sentences()

    @property
    def at_first(self) -> bool:
        """Whether there is nothing to go back to within this form."""
        return not self._past

    def _answered(self, prompt: Prompt, value: Any | Wrong) -> list[str]:
        if isinstance(value, Wrong):
            return [value.says, prompt.question]
        self.given[prompt.name] = value
        return self._next()

    def _left_out(self, prompt: Prompt) -> list[str]:
        if prompt.needed:
            return [prompt.lacking, *prompt.sentences]
        self.given.pop(prompt.name, None)
        return self._next()

    def _next(self) -> list[str]:
        self._past.append(self._at)
        self._at += 1
        self._checking, self._said = False, SAID_MAX
        self.prompt = self._find()
        return self.sentences()

    def _find(self) -> Prompt | None:
        while self._at < len(self._asks):
            prompt = self._asks[self._at](self.given)
            if prompt is not None:
                return prompt
            self._at += 1
        return None

    def _more(self, prompt: Prompt) -> list[str]:
        begin = self._said if self._said < len(prompt.choices) else 0
        self._said = begin + SAID_MAX
        return prompt.said(begin)

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
        return self._answered(prompt, value)

    def _kept(self) -> list[str]:
        typed = self.many_lines and self.lines
        return [f"{self._counted()} Go on, or press Enter alone to end it."] if typed else []

    def _counted(self) -> str:
        return f"{len(self.lines)} {'line is' if len(self.lines) == 1 else 'lines are'} typed, not saved yet."


type Then = Callable[[dict[str, Any]], Awaitable[list[str]]]
type Puts = Callable[[Form, Then], list[str]]
"""Puts a form to the person, and says its first question; what was answered goes to `Then`."""


def only(prompt: Prompt) -> Ask:
    """A question that is asked whatever was answered before."""
    return lambda _: prompt


async def answered_or_asked(puts: Puts, prompt: Prompt, answer: str, act: Then) -> list[str]:
    """What was typed after a command, where it says enough; else the question."""
    value = prompt.reads(answer) if answer else Wrong("")
    if isinstance(value, Wrong):
        return [*([value.says] if value.says else []), *puts(Form(only(prompt)), act)]
    return await act({prompt.name: value})


SKIP = "skip"


def not_saved(
    puts: Puts, why: str, again: Callable[[], Awaitable[list[str]]], skipped: Callable[[], list[str]]
) -> list[str]:
    """Nothing is lost: what was answered is tried again by an empty line, or left out by a word."""

    async def decided(given: dict[str, Any]) -> list[str]:
        return skipped() if SKIP in given else await again()

    return [f"Not saved. {why}", *puts(Form(only(_TRY_AGAIN)), decided)]


def _skips(text: str) -> Any | Wrong:
    return True if text.casefold() == SKIP else Wrong("Your answer is kept here meanwhile.")


_TRY_AGAIN = Prompt(
    name=SKIP, question=f"Press Enter alone to try again, or type {SKIP} to leave it out.", reads=_skips
)
