"""An act being put together from what is typed and answered: takes parts from words, names what is missing. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from appliance.flows.flow import AskAgain, Dropped
from appliance.flows.known import Known
from appliance.flows.naming import call_spoken, going_words
from appliance.flows.parts import Given, Option, Part
from appliance.plan.ids import IncidentId
from tui.keys.table import BY_ACTION
from tui.plain.asking.act import Act
from tui.plain.asking.answers import Wanted
from tui.plain.asking.parts import LISTED_MAX, before_choice, nearest, taken, without_lead
from tui.plain.calls.tap_outs import tap_out_named

DROP = "To drop this question, type: cancel"
TEXT_LEN_MAX = 1000
"""What the box takes (`Rejection.TEXT_EMPTY_OR_TOO_LONG`)."""
_ENDS, _MANNERS = ".,;:!?", frozenset({"now", "please"})
TOO_LONG = "This is {length:,} characters long. At most {length_max:,} are kept here: shorten it."


@dataclass(frozen=True, slots=True)
class Missing:
    """What to ask: the question alone, with all there is to choose in `whole`, and the choices that a digit stands for.

    Without a question there is nothing to choose from, and the act ends here. `offer` is what Enter alone means. `hidden`: the
    answer is nobody else's to read. `unclear` says why words that were typed for it will not do. `confirms`: it asks whether the words
    typed before it are meant as they stand.
    """

    question: str
    whole: list[str]
    listed: tuple[Option, ...] = ()
    offer: str = ""
    hidden: bool = False
    unclear: str = ""
    confirms: bool = False

    @property
    def sentences(self) -> list[str]:
        """How it is asked."""
        offered = [f"Press Enter alone for {self.offer}."] if self.offer else []
        return self._around([*self.whole, *offered])

    def again(self, about: str) -> list[str]:
        """How it is asked when others were asked since: about what it is, and with no Enter that may be meant for another."""
        return self._around([f"{about}{' '.join(self.whole)}"])

    def _around(self, asked: list[str]) -> list[str]:
        why = [self.unclear] if self.unclear else []
        return [*why, *asked, *([DROP] if self.unclear or self.confirms else [])]


@dataclass(slots=True)
class Draft:
    """`incident` is the call or tap-out it is about, if it is about one; `rest` are words typed and not yet understood.

    `why_no_name` says why words are nobody's name, empty where they may be one. `refused` counts the answers that would not do.
    """

    act: Act
    incident: IncidentId | None
    rest: list[str]
    why_no_name: Callable[[str, Known], str]
    parts: dict[str, Any] = field(default_factory=dict)
    refused: int = 0
    confirming: list[str] = field(default_factory=list)
    """Words typed to the question that confirms others."""

    def __post_init__(self) -> None:
        self.rest = self._understood(self.rest)

    def missing(self, known: Known) -> Missing | None:
        """Take every part the words say; what to ask for the first they do not say, None when nothing is missing."""
        for place, part in enumerate(self.act.parts):
            given = self.given(known)
            if part.name in self.parts:
                continue
            if part.skipped(given):
                self.parts[part.name] = ""
                continue
            if part.options and not part.options(given):
                return Missing("", [part.none])
            following = next((each for each in self.act.parts[place + 1 :] if not each.confirms), None)
            unclear = self._confirm(part, given) if part.confirms else self._take(part, following, given)
            if part.name not in self.parts:
                return _question(part, given, unclear)
        return None

    def accept(self, part: Part, option: Option) -> None:
        """A digit chose this."""
        self.parts[part.name] = (option.value,) if part.several else option.value

    def accept_offer(self, part: Part, offer: str) -> bool:
        """An empty answer takes what was offered; False when nothing was."""
        if offer or part.empty:
            self.parts[part.name] = offer
        return bool(offer) or part.empty

    def accept_words(self, part: Part, words: str) -> None:
        """A line of its own is the answer as it stands; or its words say this part, and perhaps the ones after it."""
        if part.alone or part.hidden:
            self.parts[part.name] = words
        elif part.confirms:
            self.confirming = words.split()
        else:
            self.rest = [*self._understood(words.split()), *self.rest]

    def asked(self, known: Known) -> Part:
        """The part a question is about."""
        given = self.given(known)
        return next(part for part in self.act.parts if part.name not in self.parts and not part.skipped(given))

    def refuse(self, again: AskAgain) -> bool:
        """Forget the answers that will not do; whether they may be given again."""
        self.refused += 1
        for name in again.parts:
            del self.parts[name]
        return not again.tries or self.refused < again.tries

    def wanted(self, known: Known) -> Wanted | AskAgain | str:
        """What the box is asked for, or why there is nothing to ask. Nothing is missing."""
        wanted = self.act.flow.make(self.given(known))
        return wanted.says if isinstance(wanted, Dropped) else wanted

    def about(self, known: Known) -> str:
        """What is done, and to what as far as that was chosen: `Stand down call 14, Room B204: `. Nobody is named."""
        given, word = self.given(known), self.act.word.capitalize()
        if given.call or given.tap_out:
            name = call_spoken(given.call) if given.call else tap_out_named(given.tap_out) if given.tap_out else ""
            return f"{word} {name[:1].lower()}{name[1:]}: "
        first = self.act.parts[0]
        if self.asked(known).hidden:
            return ""
        chosen = self.parts.get(first.name)
        meant = chosen if first.several and chosen else (chosen,)
        names = [option.typed[0] for option in (first.options(given) if first.options else ()) if option.value in meant]
        return f"{' '.join([word, ', '.join(names)]).strip()}: "

    def given(self, known: Known) -> Given:
        """What there is so far."""
        tap_outs = known.view.tap_outs if known.view else ()
        tap_out = next((line for line in tap_outs if line.incident == self.incident), None)
        return Given(known, known.call(self.incident) if self.incident else None, tap_out, self.parts)

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
                self.parts[part.name] = value
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
                self.parts[part.name] = said
            return None
        options = part.options(given)
        values, self.rest, unclear = _several(words, options) if part.several else _one(words, options, later)
        if part.names and unclear and unclear.of_nobody:
            said = " ".join(words)
            if why_not := self.why_no_name(said, given.known):
                return _Unclear(why_not)
            self.parts[part.name] = said
            return None
        if unclear and part.own_words and not unclear.meant:
            self._take_as_it_stands(part, words, given)
            return None
        if values:
            self.parts[part.name] = values if part.several else values[0]
        return unclear

    def _why_not(self, typed: str, part: Part, given: Given) -> str:
        """Why typed words are not this part, nothing where they are."""
        no_name = self.why_no_name(typed, given.known) if part.names else ""
        if not no_name and len(typed) > TEXT_LEN_MAX:
            return TOO_LONG.format(length=len(typed), length_max=TEXT_LEN_MAX)
        return no_name or part.refuses(given, typed)

    def _take_as_it_stands(self, part: Part, words: list[str], given: Given) -> None:
        """Words that are no choice, up to what is asked for behind the question that confirms them."""
        confirms = next(place for place, each in enumerate(self.act.parts) if each.confirms)
        after = self.act.parts[confirms + 1]
        length = before_choice(words, after.options(given) if after.options else ())
        if length:
            self.parts[part.name] = " ".join(words[:length])
        self.rest = words[length:]

    def _confirm(self, part: Part, given: Given) -> "_Unclear | None":
        """The answer that stands on a line of its own; what came with the command waits for the parts after it."""
        words, self.confirming = self.confirming, []
        if not words or part.options is None:
            return None
        values, left, unclear = _one(words, part.options(given), ())
        if values:
            self.parts[part.name], self.rest = values[0], [*left, *self.rest]
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


def _question(part: Part, given: Given, unclear: _Unclear | None) -> Missing:
    every = part.options(given) if part.options else _people(part, given)
    meant = unclear.meant if unclear and unclear.meant else every
    listed = meant if len(meant) <= LISTED_MAX else tuple(option for option in meant if option.first)
    asked = part.wording(given)
    if part.other_act:
        asked = f"{asked}: type {BY_ACTION[part.other_act].word} for that."
    return Missing(
        asked,
        [
            asked,
            *(f"Type {digit} for {option.says.rstrip('.')}." for digit, option in enumerate(listed, 1)),
            *(["Or type a name."] if part.names and listed else []),
            *(["Press Enter alone to leave it out."] if part.empty else []),
            *(["It is not shown while you type."] if part.hidden and not part.hint else []),
            *([part.hint] if part.hint else []),
        ],
        listed,
        part.offer(given),
        part.hidden,
        unclear.says if unclear else "",
        part.confirms,
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
