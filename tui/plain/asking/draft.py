"""An act being put together from what is typed and answered: takes parts from words, and asks for what is missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.flows.flow import AskAgain, Dropped
from appliance.flows.known import Known
from appliance.flows.naming import call_spoken, going_words
from appliance.flows.parts import TEXT_LEN_MAX, Given, Option, Part
from appliance.plan.ids import IncidentId
from tui.board.aim import LOOKED_AT_MS
from tui.keys.table import BY_ACTION
from tui.plain.asking.act import Act
from tui.plain.asking.answers import Wanted
from tui.plain.asking.form import Fit, Form
from tui.plain.asking.parts import LISTED_MAX, before_choice, is_choice, matching, nearest, taken, without_lead
from tui.plain.asking.prompt import Prompt
from tui.plain.calls.tap_outs import tap_out_named
from tui.plain.told import Line

DROP = "To drop this question, type: cancel"
_ENDS, _MANNERS = ".,;:!?", frozenset({"now", "please"})
TOO_LONG = "This is {length:,} characters long. At most {length_max:,} are kept here: shorten it."


class Draft(Form):
    """`incident` is the call or tap-out it is about, if it is about one; `rest` are words typed and not yet understood.

    `why_no_name` says why words are nobody's name, empty where they may be one. `known` is what the desk knows now: whoever holds the
    draft keeps it so. `none` says that there is nothing to choose from, and the act ends there.
    """

    words = frozenset[str]()
    stops = frozenset({"cancel"})

    def __init__(
        self,
        act: Act,
        incident: IncidentId | None,
        rest: list[str],
        why_no_name: Callable[[str, Known], str],
        known: Known,
    ) -> None:
        self.act = act
        self.incident = incident
        self.known = known
        self.none = ""
        self._why_no_name = why_no_name
        self._refused = 0
        """How many answers would not do."""
        self._confirming: list[str] = []
        """Words typed to the question that confirms others."""
        self.rest = self._understood(rest)
        super().__init__()

    @property
    def given(self) -> Given:
        """What there is so far."""
        tap_out = self.known.tap_out(self.incident) if self.incident else None
        return Given(self.known, self.known.call(self.incident) if self.incident else None, tap_out, self.answers)

    @property
    def gone(self) -> bool:
        """Whether what it is about is not open any more."""
        given = self.given
        return self.incident is not None and given.call is None and given.tap_out is None

    @property
    def question(self) -> str:
        """The question alone, and of what it is."""
        return f"{self.about}{super().question}"

    def sentences(self) -> list[str]:
        """The question as it is put now; where words will not do, or are to be confirmed, also how it is dropped."""
        drop = self.prompt is not None and (self.unclear or self.prompt.confirms)
        return [*super().sentences(), *([DROP] if drop else [])]

    def fits(self, text: str) -> Fit:
        """How this line fits, read as an answer."""
        part, given = self._part, self.given
        options = part.options(given) if part.options else ()
        if text.casefold() in part.awaits or matching(text, options):
            return Fit.ANSWER
        if part.options is None and part.names is None:
            return Fit.WORD if part.alone else Fit.TEXT
        begins = Fit.BEGINS if matching(text.split(maxsplit=1)[0], options) else Fit.NOTHING
        return begins | (Fit.NAME if part.names is not None else Fit.NOTHING)

    def too_soon(self, line: Line) -> bool:
        """Whether this was begun for the question that was open before."""
        return self.returned and line.begun_ms - self.asked_ms < LOOKED_AT_MS

    def refuse(self, again: AskAgain) -> bool:
        """Forget the answers that will not do; whether they may be given again."""
        self._refused += 1
        for name in again.parts:
            del self.answers[name]
        self.returned = False
        self._ask()
        return not again.tries or self._refused < again.tries

    def wanted(self) -> Wanted | AskAgain | str:
        """What the box is asked for, or why there is nothing to ask. Nothing is missing."""
        if self.none:
            return self.none
        wanted = self.act.flow.make(self.given)
        return wanted.says if isinstance(wanted, Dropped) else wanted

    @property
    def _part(self) -> Part:
        """The part that is asked for."""
        return next(part for part in self.act.parts if self.prompt and part.name == self.prompt.name)

    def _read(self, prompt: Prompt, typed: str) -> list[str]:
        """A digit chooses. A line of its own is the answer as it stands; or its words say this part, and perhaps the ones after it."""
        part, words = self._part, typed.split()
        if typed.isdecimal() and (chosen := prompt.numbered(int(typed))):
            value = chosen.value
            return self._accept(prompt, (value,) if part.several else value)
        a_name = part.names is not None and not is_choice(typed, part, self.given)
        if a_name and (why_not := self._why_no_name(typed, self.known)):
            return [why_not, *self.sentences()]
        if part.alone or part.hidden:
            return self._accept(prompt, typed if part.hidden else " ".join(words))
        if part.confirms:
            self._confirming = words
        else:
            self.rest = [*self._understood(words), *self.rest]
        return self._ask()

    def _find(self) -> Prompt | None:
        """Take every part the words say, and ask for the first they do not say."""
        self.none = self.unclear = ""
        for place, part in enumerate(self.act.parts):
            given = self.given
            if part.name in self.answers:
                continue
            if part.skipped(given):
                self.answers[part.name] = ""
                continue
            if part.options and not part.options(given):
                self.none = part.none
                return None
            following = next((each for each in self.act.parts[place + 1 :] if not each.confirms), None)
            unclear = self._confirm(part, given) if part.confirms else self._take(part, following, given)
            if part.name not in self.answers:
                self.unclear = unclear.says if unclear else ""
                self.returned = self.returned and bool(unclear)
                self.about = self._about(part, given)
                return _prompt(part, given, unclear.meant if unclear else ())
        return None

    def _about(self, asked: Part, given: Given) -> str:
        """What is done, and to what as far as that was chosen: `Stand down call 14, Room B204: `. Nobody is named."""
        word = self.act.word.capitalize()
        if given.call or given.tap_out:
            name = call_spoken(given.call) if given.call else tap_out_named(given.tap_out) if given.tap_out else ""
            return f"{word} {name[:1].lower()}{name[1:]}: "
        if asked.hidden:
            return ""
        first = self.act.parts[0]
        chosen = self.answers.get(first.name)
        meant = chosen if first.several and chosen else (chosen,)
        names = [option.typed[0] for option in (first.options(given) if first.options else ()) if option.value in meant]
        return f"{' '.join([word, ', '.join(names)]).strip()}: "

    def _understood(self, words: list[str]) -> list[str]:
        """The words that can say a choice, where there is nothing else to say: without what ends a sentence, and without manners."""
        if any(part.options is None or part.names for part in self.act.parts):
            return words
        plain = [word.rstrip(_ENDS) or word for word in words]
        while plain and plain[-1].casefold() in _MANNERS:
            plain.pop()
        return plain

    def _take(self, part: Part, following: Part | None, given: Given) -> "_Unclear | None":
        words = without_lead(self.rest, part.lead)
        if part.alone or part.hidden:
            return None
        if not words:
            if part.assumed and (value := _assumed(part, given)):
                self.answers[part.name] = value
            return None
        later = following.options(given) if following and following.options else ()
        if part.options is None:
            length = before_choice(words, later)
            self.rest = words[length:]
            typed = " ".join(words[:length])
            if typed and (why_not := self._why_not(typed, part, given)):
                return _Unclear(why_not)
            said = typed or (part.offer(given) if part.assumed else "")
            if said:
                self.answers[part.name] = said
            return None
        options = part.options(given)
        values, self.rest, unclear = _several(words, options) if part.several else _one(words, options, later)
        if part.names and unclear and unclear.of_nobody:
            said = " ".join(words)
            if why_not := self._why_no_name(said, self.known):
                return _Unclear(why_not)
            self.answers[part.name] = said
            return None
        if unclear and part.own_words and not unclear.meant:
            self._take_as_it_stands(part, words, given)
            return None
        if values:
            self.answers[part.name] = values if part.several else values[0]
        return unclear

    def _why_not(self, typed: str, part: Part, given: Given) -> str:
        """Why typed words are not this part, nothing where they are."""
        no_name = self._why_no_name(typed, self.known) if part.names else ""
        if not no_name and len(typed) > TEXT_LEN_MAX:
            return TOO_LONG.format(length=len(typed), length_max=TEXT_LEN_MAX)
        return no_name or part.refuses(given, typed)

    def _take_as_it_stands(self, part: Part, words: list[str], given: Given) -> None:
        """Words that are no choice, up to what is asked for behind the question that confirms them. What may be left out is asked for by
        itself: the last word of a place may be the name of a room too.
        """
        confirms = next(place for place, each in enumerate(self.act.parts) if each.confirms)
        after = self.act.parts[confirms + 1]
        length = before_choice(words, after.options(given) if after.options and not after.empty else ())
        if length:
            self.answers[part.name] = " ".join(words[:length])
        self.rest = words[length:]

    def _confirm(self, part: Part, given: Given) -> "_Unclear | None":
        """The answer that stands on a line of its own; what came with the command waits for the parts after it."""
        words, self._confirming = self._confirming, []
        if not words or part.options is None:
            return None
        values, left, unclear = _one(words, part.options(given), ())
        if values:
            self.answers[part.name], self.rest = values[0], [*left, *self.rest]
        return unclear


@dataclass(frozen=True, slots=True)
class _Unclear:
    """Words that do not say one choice: what they may mean, and what to tell. `of_nobody`: they are like no choice at all."""

    says: str
    meant: tuple[Option, ...] = ()
    of_nobody: bool = False


def _assumed(part: Part, given: Given) -> Any:
    if part.options is None:
        return part.offer(given)
    options = part.options(given)
    return options[0].value if len(options) == 1 else None


def _prompt(part: Part, given: Given, meant: tuple[Option, ...]) -> Prompt:
    """The question for a part. `meant` are the choices that words may mean which were typed for it."""
    every = meant or (part.options(given) if part.options else _people(part, given))
    listed = every if len(every) <= LISTED_MAX else tuple(option for option in every if option.first)
    asked = part.wording(given)
    if part.other_act:
        asked = f"{asked}: type {BY_ACTION[part.other_act].word} for that."
    return Prompt(
        part.name,
        asked,
        choices=listed,
        hints=(
            *(["Or type a name."] if part.names and listed else []),
            *(["Press Enter alone to leave it out."] if part.empty else []),
            *(["It is not shown while you type."] if part.hidden and not part.hint else []),
            *([part.hint] if part.hint else []),
        ),
        hidden=part.hidden,
        needed=not part.empty,
        lacking="",
        listing="Type {number} for {says}.",
        listed_max=max(len(listed), 1),
        offer=part.offer(given),
        left_out="",
        confirms=part.confirms,
    )


def _people(part: Part, given: Given) -> tuple[Option, ...]:
    names = part.names(given) if part.names else ()
    return tuple(Option(name, going_words(name), (going_words(name), name)) for name in names)


def _one(
    words: list[str], options: tuple[Option, ...], later: tuple[Option, ...]
) -> tuple[tuple[Any, ...], list[str], _Unclear | None]:
    """The option the first words mean. Where they mean none, all of them are taken for its name but an exact choice of `later`."""
    found, length = taken(words, options)
    if len(found) == 1:
        return (found[0].value,), words[length:], None
    length = length if found else max(before_choice(words, later), 1)
    return (), words[length:], _unclear(words[:length], found, options)


def _several(words: list[str], options: tuple[Option, ...]) -> tuple[tuple[Any, ...], list[str], _Unclear | None]:
    left = [word for word in " ".join(words).replace(",", " ").split() if word.casefold() != "and"]
    values: list[Any] = []
    while left:
        found, length = taken(left, options)
        if len(found) != 1:
            return (), [], _unclear(left[:1], (), options)
        values.append(found[0].value)
        left = left[length:]
    return tuple(dict.fromkeys(values)), [], None


def _unclear(words: list[str], found: tuple[Option, ...], options: tuple[Option, ...]) -> _Unclear:
    said = " ".join(words)
    if found:
        return _Unclear(f"{said} may mean more than one.", found)
    if said.isdecimal() and len(said) == 1:  # a longer one may be a room
        return _Unclear(f"There is no choice {said}.", of_nobody=True)
    close = nearest(words[0], options)
    guess = f" Did you mean {close}?" if close else ""
    return _Unclear(f'Nothing here is called "{said}".{guess}', of_nobody=not close)
