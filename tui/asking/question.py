"""The next thing that a flow asks, and what follows from an answer. Pure; every console with lists and lines to type in draws it in its
own way. Holds no rule of an act.
"""

from copy import replace
from dataclasses import dataclass
from typing import Any

from appliance.flows.flow import AskAgain, Dropped, Flow, GoOn
from appliance.flows.known import Known
from appliance.flows.naming import going_words
from appliance.flows.parts import SOMEBODY_ELSE, Given, Option, Part
from appliance.words.times import count
from tui.asking.choice import Choice, Field
from tui.keys.table import BY_ACTION

NOTHING_TYPED = "Nothing was typed yet."


@dataclass(frozen=True, slots=True)
class _Both:
    """Somebody who is offered by name, together with a choice of the other part."""

    name: str
    value: Any


_ELSE = object()
"""Chosen where a name is typed in place of one that is offered."""
_MARKED = object()
"""Chosen to go on with the lines that are marked."""


# ---- what follows from an answer


@dataclass(frozen=True, slots=True)
class Marked:
    """A line was marked, or its mark taken away: the same is asked on."""

    question: "Question"


@dataclass(frozen=True, slots=True)
class Wants:
    """Nothing is lacking any more: the box, or whoever began the flow, is asked for this."""

    wanted: Any


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer will not do. What was typed stays. `line`: something is to be typed in the line beside the list."""

    says: str
    line: bool = False


@dataclass(frozen=True, slots=True)
class NothingToAsk:
    """The flow says why there is nothing to ask the box for."""

    says: str


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A person decided against the act."""

    says: str = ""


type After = "Question | Marked | Wants | Refused | NothingToAsk | CalledOff"


@dataclass(frozen=True, slots=True)
class Question:
    """The next part of a flow, and the one after it where both are answered at once.

    `typed`: a name is typed, none is offered. `why` says why what was answered before is asked again. `marks` are the lines that are
    marked, where several are taken.
    """

    flow: Flow[Any]
    given: Given
    typed: bool = False
    why: str = ""
    marks: frozenset[Any] = frozenset()

    # ---- what is asked

    @property
    def part(self) -> Part:
        """The part that is asked for. A flow that lacks nothing is done, and not asked for."""
        part = self.flow.missing(self.given)
        assert part is not None, "a flow that lacks nothing is done, and not asked for"
        return part

    @property
    def asked(self) -> tuple[Part, ...]:
        """The part, with the next one where both are answered at once."""
        part = self.part
        return (part, self.flow.parts[self.flow.parts.index(part) + 1]) if part.with_next else (part,)

    @property
    def text(self) -> Part | None:
        """What is typed in a line, if anything."""
        return next((each for each in self.asked if each.listed is None), None)

    @property
    def list(self) -> Part | None:
        """What is chosen from a list, if anything."""
        return next((each for each in self.asked if each.listed is not None), None)

    @property
    def people(self) -> tuple[str, ...]:
        """Those who are offered in place of a line to type a name in."""
        text = self.text
        return text.names(self.given) if text and text.names and not self.typed else ()

    @property
    def title(self) -> str:
        """What stands above it."""
        return heading(self.flow, self.part, self.given)

    @property
    def reads(self) -> str:
        """What stands below the title, to be read first."""
        return self.flow.reads(self.given) if self.flow.reads else ""

    @property
    def field(self) -> Field | None:
        """The line to type in."""
        return _field(self.text, self.list, self.given, offered=bool(self.people))

    @property
    def choices(self) -> tuple[Choice[Any], ...]:
        """What there is to choose: a tab parts two columns. Where several are taken, each with its mark, below a line that goes on."""
        if people := self.people:
            return _people(people, self.list, self.given)
        lines = choices(self.list, self.given)
        if self.list is None or not self.list.several:
            return lines
        go_on = Choice[Any](f"GO ON with {count(len(self.marks), *self.list.marked)} marked", _MARKED, always=True)
        return (
            go_on,
            *(replace(line, words=f"[{'x' if line.value in self.marks else ' '}] {line.words}") for line in lines),
        )

    @property
    def column(self) -> int:
        """Cells of the first of two columns of the choices."""
        return self.list.column if self.list else 24

    @property
    def draft(self) -> str:
        """What the typed text is kept under: its act, and what was chosen for it. Beside a list too, since a slip on ESC would lose it."""
        text = self.text
        if self.people or text is None or not text.kept or text.hidden:
            return ""
        about = self.given.call or self.given.tap_out
        parts = (part for part in self.flow.parts if part.options is not None and not part.several)
        chosen = (self.given.parts.get(part.name) for part in parts)
        return " ".join(
            [self.flow.name, text.name, *([str(about.incident)] if about else []), *map(str, filter(None, chosen))]
        )

    def unlike(self, words: str) -> tuple[Choice[Any], ...]:
        """What the flow offers for typed words that stand in no choice."""
        part = self.list
        if part is None or part.unlike is None or not words.strip():
            return ()
        return tuple(map(choice, part.unlike(self.given, " ".join(words.split()))))

    # ---- what follows

    def chosen(self, value: Any, text: str) -> After:
        """Go on with this choice, and with what is typed beside it."""
        if value is _ELSE:
            return replace(self, typed=True, why="")
        if isinstance(value, GoOn):
            return step(value.flow, value.given(self.given))
        listed, line = self.list, self.text
        if listed is not None and listed.several:
            return self._mark(value, listed)
        if line is None or listed is None:
            return self._go_on({self.part.name: value})
        if isinstance(value, _Both):
            return self._go_on({line.name: value.name, listed.name: value.value})
        if line.lacking and not text:
            return Refused(line.lacking, line=True)
        return self._go_on({listed.name: value, line.name: text})

    def entered(self, text: str) -> After:
        """Go on with what was typed. Words beside a list that ran empty choose nothing."""
        part = self.part
        if self.text is None:
            return Refused(part.none)
        if part.hidden and not text:
            return Refused(NOTHING_TYPED)
        if why := part.refuses(self.given, text):
            return Refused(why)
        return self._go_on({part.name: text})

    def again(self, why: str) -> "Question | None":
        """Ask anew for what nobody can read, from the first part of it: only the box knows which part was wrong. None where nothing is
        hidden: then what was typed stays.
        """
        hidden = {part.name for part in self.flow.parts if part.hidden} & self.given.parts.keys()
        return Question(self.flow, self.given.without(hidden), why=why) if hidden else None

    def followed(self, known: Known) -> "Question | str | None":
        """The same about the board as it stands now. A text says that it is about nothing any more; None: it follows no board."""
        part, now = self.part, replace(self.given, known=known)
        if part.follows is None:
            return None
        if part.follows(now) != part.follows(self.given):
            return part.gone(self.given)
        return replace(self, given=now)

    def _mark(self, value: Any, part: Part) -> After:
        """Mark a line or take its mark away, or go on once one is marked."""
        if value is not _MARKED:
            return Marked(replace(self, marks=self.marks ^ {value}))
        if not self.marks:
            return Refused(f"Mark at least one {part.marked[0]}: highlight it and press ENTER.")
        offered = part.options(self.given) if part.options else ()
        return self._go_on({part.name: tuple(each.value for each in offered if each.value in self.marks)})

    def _go_on(self, parts: dict[str, Any]) -> After:
        after = step(self.flow, replace(self.given, parts=self.given.parts | parts))
        if isinstance(after, Question) and after.why and after.part.name in {part.name for part in self.asked}:
            return Refused(after.why)  # what was typed stays
        return after


def step(flow: Flow[Any], given: Given) -> After:
    """Ask for the next part, or give what the flow wants."""
    if flow.missing(given) is not None:
        return Question(flow, given)
    match wanted := flow.make(given):
        case AskAgain():
            return Question(flow, given.without(set(wanted.parts)), why=wanted.why)
        case Dropped():
            return CalledOff(wanted.says)
        case str():
            return NothingToAsk(wanted)
        case GoOn():
            return step(wanted.flow, wanted.given(given))
        case _:
            return Wants(wanted)


def heading(flow: Flow[Any], part: Part, given: Given) -> str:
    """What stands above a part."""
    heads = part.title or flow.title
    words = heads(given) if heads else part.wording(given)
    return f"{words} ({BY_ACTION[part.other_act].shown})." if part.other_act else words


def choices(part: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    """What there is to choose for a part."""
    if part is None or part.listed is None:
        return ()
    left_out = (Choice[Any](part.left_out, "", always=True),) if part.left_out else ()
    return (*left_out, *map(choice, part.listed(given)))


def choice(option: Option) -> Choice[Any]:
    """A line of a list; a tab parts its columns."""
    return Choice(
        option.shown,
        option.value,
        always=option.always,
        unfiltered=option.unfiltered,
        found_by=option.found_by,
        digit=option.digit,
    )


def _field(text: Part | None, beside: Part | None, given: Given, *, offered: bool) -> Field | None:
    if text is None:
        if beside is None or not beside.narrows:
            return None
        label = beside.label(given) if beside.label else "Type to narrow:"
        return Field(label, filters=True, characters_max=beside.characters_max)
    if offered:
        return None
    return Field(
        text.label(given) if text.label else text.wording(given),
        text.begins(given) or text.offer(given),
        masked=text.hidden and not text.phrase,
        phrase=text.phrase,
        names=text.names is not None and beside is not None,
        enter=text.enter,
        characters_max=text.characters_max,
    )


def _people(people: tuple[str, ...], beside: Part | None, given: Given) -> tuple[Choice[Any], ...]:
    """Each who may be meant; where another part is answered with it, by each of its choices, so that one digit is enough here too."""
    offered: list[Choice[Any]] = [Choice(going_words(name), name) for name in people]
    if beside is not None and beside.listed is not None:
        offered = [
            Choice(f"{going_words(name)}: {option.shown[:1].lower()}{option.shown[1:]}", _Both(name, option.value))
            for name in people
            for option in beside.listed(given)
        ]
    return (*offered, Choice(SOMEBODY_ELSE, _ELSE))
