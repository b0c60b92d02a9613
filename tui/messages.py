"""What travels between the line, the app and the panels. Each says what happened; none says what a widget should look like."""

from textual.message import Message
from textual.widget import Widget

from appliance.api.messages import BoardView, FeedItems, PlanFacts, Reply
from appliance.core.commands import DeskCommand
from appliance.plan.ids import IncidentId


class StateArrived(Message):
    """The board as of now; an older one still waiting is of no use any more."""

    def __init__(self, view: BoardView) -> None:
        self.view = view
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """A newer board replaces one not yet looked at: the board is latest only."""
        return isinstance(message, StateArrived)


class LinkLost(Message):
    """There is no line to the alert daemon. `why` says what, where and what to do."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__()


class LinkBack(Message):
    """A line stands, and a board has come over it."""


class FactsArrived(Message):
    """Rooms and people of the adopted plan."""

    def __init__(self, facts: PlanFacts) -> None:
        self.facts = facts
        super().__init__()


class TimelineArrived(Message):
    """Entries of one call, newest first; `refused` says why there are none."""

    def __init__(self, incident: IncidentId, items: FeedItems | None, refused: str = "") -> None:
        self.incident = incident
        self.items = items
        self.refused = refused
        super().__init__()


class Asked(Message):
    """A person asks for this command. `panel` is where it was asked, None for a key."""

    def __init__(self, command: DeskCommand, panel: Widget | None = None) -> None:
        self.command = command
        self.panel = panel
        super().__init__()


class Replied(Message):
    """What became of a command asked for."""

    def __init__(self, asked: Asked, reply: Reply) -> None:
        self.asked = asked
        self.reply = reply
        super().__init__()


class ShownRefused(Message):
    """The box did not take the report that a call is shown here: it has to be made again."""

    def __init__(self, incident: IncidentId) -> None:
        self.incident = incident
        super().__init__()
