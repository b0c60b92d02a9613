"""What the whole building does: choose a response, confirm it by typing its name, end it. Asks for one command at a time.

A hand that slips on the keyboard starts nothing: there is no key and no digit that does, only the word, typed out.
"""

import enum

from appliance.api.board.building import ManyRoomsLine, ResponseLine
from appliance.api.board.practice import DrillLine
from appliance.core.building.commands import EndResponse, StartResponse
from appliance.core.building.responses import DETAIL_CHARACTERS_MAX
from appliance.core.ground.words import BuildingResponse
from tui.building import ASKS_WHAT, NOT_ANNOUNCED, called, gives_way, response_choice_words, response_name, to_announce
from tui.many_rooms import NO, title_words
from tui.messages import NotTheWholeBuilding
from tui.screens.panel import Choice, Field, Panel

END_WORD = "END"
END_DIGIT, NO_DIGIT = 6, 7
"""Below the five responses, and the same whether one is on or not."""


class Besides(enum.Enum):
    """What stands below the responses."""

    END = "the one that is on is over"
    NO = "none of them"


class ResponsePanel(Panel[BuildingResponse | Besides]):
    """Which response, each under its own digit whatever is on; or the end of the one that is on.

    Where a desk is `asked`, the list is the answer: with a no below it, and no line chosen beforehand, so that ENTER alone does nothing.
    """

    def __init__(self, on: ResponseLine | None, drill: DrillLine | None, asked: tuple[ManyRoomsLine, ...] = ()) -> None:
        no = (Choice(NO, Besides.NO, digit=NO_DIGIT),) if asked else ()
        super().__init__(_title(asked), choices=(*_responses(on), *no))
        self.preselects = not asked
        self._on = on
        self._drill = drill

    def chosen(self, value: BuildingResponse | Besides) -> None:
        """Ask what is left to ask."""
        if value is Besides.NO:
            self.unanswered = True  # what is typed after it meets the board
            self.post_message(NotTheWholeBuilding())
        elif value is Besides.END:
            assert self._on is not None, "only what is on can be ended"
            self.open(ResponseEndPanel(self._on))
        elif isinstance(value, BuildingResponse) and self._drill is not None:
            self.open(EarnestPanel(value, self._on, self._drill))
        elif isinstance(value, BuildingResponse):
            self.open(detail_or_word(value, self._on, practice=False))

    def follow(self, asked: tuple[ManyRoomsLine, ...]) -> None:
        """More rooms called, or the question was answered elsewhere. A list that was opened unasked asks nothing."""
        if not self.preselects:
            self.entitle(_title(asked))


class EarnestPanel(Panel[bool]):
    """While a drill runs: part of it, or real."""

    def __init__(self, response: BuildingResponse, on: ResponseLine | None, drill: DrillLine) -> None:
        super().__init__(
            f"{response_name(response)}: practice, or real?",
            choices=(
                Choice(f"PRACTICE: part of the drill {drill.name}, and ends with it", True),
                Choice("REAL: the drill ends, and every press is real", False),
            ),
        )
        self._response = response
        self._on = on

    def chosen(self, value: bool) -> None:
        """Go on."""
        self.open(detail_or_word(self._response, self._on, practice=value))


class DetailPanel(Panel[None]):
    """Where to, or from what: said over the PA, and shown at every desk. May be left empty."""

    def __init__(self, response: BuildingResponse, on: ResponseLine | None, *, practice: bool) -> None:
        super().__init__(
            response_name(response),
            field=Field(
                f"{ASKS_WHAT[response]} (may be left empty)", enter="goes on", characters_max=DETAIL_CHARACTERS_MAX
            ),
            draft=f"detail {called(response, practice=practice)}",
        )
        self._response = response
        self._on = on
        self._practice = practice

    def entered(self, text: str) -> None:
        """Ask for the word."""
        self.open(WordPanel(self._response, self._on, text, practice=self._practice))


class WordPanel(Panel[bool]):
    """The name of the response is typed; then a digit starts it, with a check-in of every room or without."""

    def __init__(self, response: BuildingResponse, on: ResponseLine | None, detail: str, *, practice: bool) -> None:
        self._word = called(response, practice=practice)
        super().__init__(
            f"{self._word}{f' ({detail})' if detail else ''}. {to_announce(practice=practice)}",
            field=Field(f"Type {self._word} and press ENTER: {gives_way(on, self._word)}".rstrip()),
            choices=(
                Choice(f"Start {self._word}", False),
                Choice(f"Start {self._word} and a room check-in: ask every room", True),
            ),
        )
        self._response = response
        self._detail = detail
        self._practice = practice

    def chosen(self, value: bool) -> None:
        """Start it, if the word is there."""
        if self.text.casefold() != self._word.casefold():
            self.refused(f"Nothing was started: type the word {self._word} first.")
            return
        self.ask(StartResponse(response=self._response, detail=self._detail, practice=self._practice, check_in=value))


class ResponseEndPanel(Panel[None]):
    """Typed as well: the end of a lockdown by a slip would light every room's lamp."""

    def __init__(self, on: ResponseLine) -> None:
        super().__init__(
            f"END {called(on.response, practice=on.practice)}? Handbell does not announce the end either: use the PA.",
            field=Field(f"Type {END_WORD} and press ENTER:", enter="ends it"),
        )
        self._on = on

    def entered(self, text: str) -> None:
        """End it, if the word is there."""
        if text.casefold() != END_WORD.casefold():
            self.refused(f"Nothing was ended: type the word {END_WORD} first.")
            return
        self.ask(EndResponse(response=self._on.response, practice=self._on.practice))


def _title(asked: tuple[ManyRoomsLine, ...]) -> str:
    return title_words(asked[0]) if asked else f"BUILDING RESPONSE. {NOT_ANNOUNCED}"


def _responses(on: ResponseLine | None) -> tuple[Choice[BuildingResponse | Besides], ...]:
    lines: list[Choice[BuildingResponse | Besides]] = [
        Choice(response_choice_words(each), each, digit=digit) for digit, each in enumerate(BuildingResponse, 1)
    ]
    if on is not None:
        lines.append(Choice(f"END {called(on.response, practice=on.practice)}", Besides.END, digit=END_DIGIT))
    return tuple(lines)


def detail_or_word(response: BuildingResponse, on: ResponseLine | None, *, practice: bool) -> DetailPanel | WordPanel:
    """What comes after the choice of a response."""
    if response in ASKS_WHAT:
        return DetailPanel(response, on, practice=practice)
    return WordPanel(response, on, "", practice=practice)
