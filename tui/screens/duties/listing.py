"""The list of what is owed: a line for each duty, what is due first on top, and below the list the line in hand in full."""

from textual import on, work
from textual.app import ComposeResult
from textual.widgets import OptionList, Static

from appliance.api.duties.actions import ActionLine
from appliance.api.duties.messages import DutiesKnown, DutyLine, ListDuties
from appliance.flows.duties.actions import OwedLine, action_in_short, action_row, in_order
from appliance.flows.duties.lessons import waiting
from appliance.flows.duties.listing import LISTED, MORE, NOTHING_LISTED, NOTHING_OWED, heading, unread
from appliance.flows.duties.row import COLUMN, in_short, row
from appliance.flows.records.naming import named
from appliance.flows.sentences import ASKING_THE_BOX
from tui.asking.choice import Choice
from tui.screens.duties.action import ActionPanel
from tui.screens.duties.duty import DutyPanel
from tui.screens.duties.lessons import LessonsPanel
from tui.screens.duties.panel import OfDuties
from tui.screens.records.asking import listed
from tui.screens.records.panel import BESIDE, RecordPanel, Session, Sitter
from tui.screens.records.wording import refused
from tui.widgets.choices import Choices

IN_HAND = 7
"""Lines below the list: two for what is owed, two for the date and its reason, three for where it is written. ENTER shows all."""
_NOTHING = -1
_LESSONS = -2
"""Stands for the line that leads to the lessons of the district."""
_HINT = "1-9, or ↑↓ and ENTER shows all of it   ESC {back}   F2 I have it"


class DutyListPanel(OfDuties[OwedLine | int]):
    """A choice is a duty, what was agreed after an exercise, or how many duties stand before those that are asked for next."""

    def __init__(self, sitter: Sitter, session: Session | None = None, said: str = "") -> None:
        title = f"{named(session.sheet.shown.record)}: WHAT IS OWED" if session else "WHAT IS OWED"
        super().__init__(sitter, session, title, hint=_HINT.format(back="back to the record" if session else "closes"))
        self.offer((_only(ASKING_THE_BOX),))
        self._said = said
        self._duties: tuple[DutyLine, ...] = ()
        self._actions: tuple[ActionLine, ...] = ()
        self._found: tuple[OwedLine, ...] = ()
        """Both, as they stand in the list."""

    def compose(self) -> ComposeResult:
        yield Static(self._title, classes="title", markup=False)
        yield Static(LISTED, classes="known", markup=False)
        yield Choices(beside=lambda: BESIDE + 1 + IN_HAND)
        yield Static("", classes="in-hand", markup=False)
        yield Static("", classes="says", markup=False)
        yield Static(self._hint(), classes="hint", markup=False)

    def on_mount(self) -> None:
        """Ask at once."""
        self.says(self._said)
        self._ask(0)

    def chosen(self, value: OwedLine | int) -> None:
        """Show all of it, or ask for more."""
        if isinstance(value, DutyLine):
            self.open(DutyPanel(self.sitter, self.session, value, self._again))
        elif isinstance(value, ActionLine):
            self.open(ActionPanel(self.sitter, value, self._again))
        elif value == _LESSONS:
            self.open(LessonsPanel(self.sitter))
        elif value != _NOTHING:
            self._ask(value)

    def back(self) -> None:
        """To the record, if this is of one."""
        if self.session:
            self.open(self.sitter.ways.record(self.session))
        else:
            super().back()

    @on(OptionList.OptionHighlighted)
    def _in_hand(self, event: OptionList.OptionHighlighted) -> None:
        """Show the line in hand in full."""
        place = event.option_index
        line = self._found[place] if place < len(self._found) else None
        self.query_one(".in-hand", Static).update("\n".join(_in_short(line)) if line else "")

    @work(exclusive=True)
    async def _ask(self, skip: int) -> None:
        incident = self.session.sheet.shown.record.incident if self.session else None
        answer = await self.box(ListDuties(request=0, incident=incident, code=self.code, skip=skip))
        if not isinstance(answer, DutiesKnown):
            self.offer((_only(refused(answer)),))
            self.stumbled()
            return
        self._duties = (*self._duties[:skip], *answer.duties)
        self._actions = self._actions if skip else answer.actions
        self._found = in_order(self._duties, self._actions)
        if self.session is None:
            self.entitle(heading(answer))
        lines = tuple(_line(each) for each in self._found)
        more = (Choice[OwedLine | int](MORE, len(self._duties), always=True),) if answer.more else ()
        known = answer.lessons
        lessons = (Choice[OwedLine | int](waiting(known), _LESSONS, always=True),) if known is not None else ()
        self.offer((*lines, *more, *lessons) or (_only(NOTHING_LISTED if self.session else NOTHING_OWED),))
        if still := unread(answer):
            self.says(still)
        self.query_one(OptionList).focus()

    def _again(self, said: str) -> RecordPanel[OwedLine | int]:
        return DutyListPanel(self.sitter, self.session, said)


def _line(its: OwedLine) -> Choice[OwedLine | int]:
    option = action_row(its) if isinstance(its, ActionLine) else row(its)
    return Choice(listed(option, COLUMN).words, its, always=True)


def _in_short(its: OwedLine) -> tuple[str, ...]:
    return action_in_short(its) if isinstance(its, ActionLine) else in_short(its)


def _only(words: str) -> Choice[OwedLine | int]:
    return Choice(words, _NOTHING, always=True)
