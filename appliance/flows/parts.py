"""What one act needs, part by part: a choice, several choices, or words. Pure; knows no console and no act."""

from collections.abc import Callable, Set
from copy import replace
from dataclasses import dataclass, field
from typing import Any

from appliance.api.board.calls import CallCard, TapOutLine
from appliance.api.records.messages import RecordShown
from appliance.flows.known import Known
from appliance.plan.ids import IncidentId

TEXT_LEN_MAX = 1000
"""Characters of a text: what the box takes (`Rejection.TEXT_EMPTY_OR_TOO_LONG`)."""


SOMEBODY_ELSE = "Somebody else: type a name"
"""Stands below people who are offered where any name may be meant."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `says` is how a sentence lists it, `typed` what may be typed for it, `line` how a list on a screen shows it.

    `line` is empty where it is the same as `says`; a tab in it parts two columns. `first`: a console that lists few names this one even
    so. A `digit` of its own stays the same whatever else is offered. A list that is narrowed by typing searches `found_by`, else the
    line; `unfiltered` options leave the list as soon as somebody types, and `always` ones stay in it. Where the `value` is a `GoOn`, the
    choice leads to another act. `number`: people call it by this number already, so a list line by line has it in place of a count.
    """

    value: Any
    says: str
    typed: tuple[str, ...] = ()
    first: bool = False
    line: str = ""
    digit: int | None = None
    found_by: str = ""
    unfiltered: bool = False
    always: bool = False
    number: int | None = None

    @property
    def shown(self) -> str:
        """One line of a list."""
        return self.line or self.says


@dataclass(frozen=True, slots=True)
class Given:
    """What an act has so far: what the desk knows, the call, tap-out or record it is about, if it is about one, and its parts by name.

    The representation leaves out the parts and the record: a PIN may be a part, and a traceback shows representations.
    """

    known: Known
    call: CallCard | None
    tap_out: TapOutLine | None
    parts: dict[str, Any] = field(repr=False)
    record: RecordShown | None = field(default=None, repr=False)

    @property
    def incident(self) -> IncidentId:
        """What an act about a call or a tap-out is about."""
        about = self.call or self.tap_out
        assert about is not None, "such an act is made only with one"
        return about.incident

    def without(self, names: Set[str]) -> "Given":
        """The same, where these parts are to be given again."""
        return replace(self, parts={name: value for name, value in self.parts.items() if name not in names})


def about_nothing(known: Known) -> Given:
    """Begin an act that is about no call."""
    return Given(known, None, None, {})


def about(known: Known, line: CallCard | TapOutLine) -> Given:
    """Begin an act that is about this call or tap-out."""
    return Given(known, line, None, {}) if isinstance(line, CallCard) else Given(known, None, line, {})


def about_record(known: Known, shown: RecordShown) -> Given:
    """Begin an act that is about this record."""
    return Given(known, None, None, {}, shown)


def never(given: Given) -> bool:
    """Say no."""
    del given
    return False


def nothing(given: Given) -> str:
    """Offer nothing."""
    del given
    return ""


def no_reason(given: Given, text: str) -> str:
    """Refuse no words."""
    del given, text
    return ""


def nobody_known(given: Given) -> tuple[str, ...]:
    """Offer nobody: any name may be meant."""
    del given
    return ()


@dataclass(frozen=True, slots=True)
class Part:
    """One thing an act needs.

    `options` are what there is to choose from; None takes any words. `several` takes more than one of them. `offer` is what an empty
    answer means; with `assumed` it is taken without a question, and so is the only option there is. `skipped` says when the part is not
    needed after all. `empty`: it may be left out. `none` is said where there is nothing to choose from. `asks` words the question where
    it depends on what is given. `names`: the words are somebody's name, so no number and no command; these people are offered. With
    `options` besides, a name that is like none of them is taken as it is. `hidden`: what is typed is not shown. `refuses` says
    why typed words will not do, and nothing where they will; of an empty text it says why the part cannot be left out.

    For a console that takes whole lines: `lead` are words that may stand before the part ("seen by"). `counts`: it may begin with a
    number of its own. `alone`: it is taken only from a line of its own, never from one that came before the question; so are hidden ones.
    `awaits` are lines, in small letters, that are for it although they are commands too. `own_words`: with `options`, words that are no
    choice are taken as they stand; the part after it `confirms` them, on a line of its own, and until then the line was no sure command.
    `hint` stands behind the question, and says how it is answered.

    For a screen: `title` heads what is asked where the act has no title for all its parts, `label` stands before the line to type in, and
    `enter` says what ENTER does there. `with_next`: one of this part and the next is a line to type in, and stands above the choices of
    the other, so that both are answered at once. `narrows`: typing narrows the choices. `chosen_beforehand`: ENTER alone takes the first
    choice. `kept`: what was typed comes back when the screen asks for it again. `column` is the width of the first of two columns, in
    cells. `typed_in`: it is a line to type in although there are choices, and an empty line is the empty value. `begins` is what stands in
    the line at first. `lacking` is said where a choice beside the line was made, and nothing is typed in it. `phrase`: of hidden words the
    one in hand is shown. `marked` names one and several of the choices where more than one is taken: each is marked, and the first line
    goes on.

    For a screen that stays while boards come: `follows` gives what the question is about. While that stays the same, the title and the
    choices are renewed; once it is another, `gone` is said in place of the title. `other_act` is the act that does what the title, or the
    question, says that this one leaves undone: each console names its own key or word behind it.
    `left_out` is the line for a part that may be left out; it stands first and always. `unlike` gives what is offered for typed words
    that stand in no choice. `instead` are choices that a screen offers where another console takes words. `read_first`: the choice is
    not taken before a person can have read it.

    For a panel about a record: `know` is what to read before the part is answered, and `escape` says what ESC does.
    """

    name: str
    question: str
    options: Callable[[Given], tuple[Option, ...]] | None = None
    several: bool = False
    lead: tuple[str, ...] = ()
    offer: Callable[[Given], str] = nothing
    assumed: bool = False
    skipped: Callable[[Given], bool] = never
    counts: bool = False
    empty: bool = False
    alone: bool = False
    hidden: bool = False
    none: str = "There is nothing to choose from yet. Try again in a moment."
    asks: Callable[[Given], str] | None = None
    awaits: frozenset[str] = frozenset()
    names: Callable[[Given], tuple[str, ...]] | None = None
    own_words: bool = False
    confirms: bool = False
    title: Callable[[Given], str] | None = None
    label: Callable[[Given], str] | None = None
    enter: str = "goes on"
    characters_max: int = TEXT_LEN_MAX
    with_next: bool = False
    narrows: bool = False
    chosen_beforehand: bool = True
    kept: bool = True
    column: int = 24
    typed_in: bool = False
    begins: Callable[[Given], str] = nothing
    lacking: str = ""
    phrase: bool = False

    marked: tuple[str, str] = ("line", "lines")
    follows: Callable[[Given], Any] | None = None
    gone: Callable[[Given], str] = nothing
    other_act: str = ""
    left_out: str = ""
    unlike: Callable[[Given, str], tuple[Option, ...]] | None = None
    instead: Callable[[Given], tuple[Option, ...]] | None = None
    read_first: bool = False
    refuses: Callable[[Given, str], str] = no_reason
    hint: str = ""
    know: str = ""
    escape: str = ""

    @property
    def listed(self) -> Callable[[Given], tuple[Option, ...]] | None:
        """Give what a screen lists for this part; None where it offers a line to type in."""
        return None if self.typed_in else self.instead or self.options

    def wording(self, given: Given) -> str:
        """Give the question as it is asked."""
        return self.asks(given) if self.asks else self.question
