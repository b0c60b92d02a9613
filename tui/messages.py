"""What travels through the graphical console's message pump: news from the line, and what a person asks for."""

from textual.message import Message
from textual.widget import Widget

from appliance.api.listed.readiness import FromDeskOfReadiness
from appliance.core.commands import DeskCommand
from appliance.flows.people.going import TellsCanGo
from appliance.plan.ids import ButtonId, PersonId
from tui.line.news import News, StateArrived


class FromLine(Message):
    """News from the desk line."""

    def __init__(self, news: News) -> None:
        self.news = news
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """A newer board replaces one not yet looked at: the board is latest only."""
        return (
            isinstance(self.news, StateArrived)
            and isinstance(message, FromLine)
            and isinstance(message.news, StateArrived)
        )


class ProofAsked(Message):
    """A person typed their PIN into `panel`. Shown nowhere and kept by nobody."""

    def __init__(self, person: PersonId, secret: str, panel: Widget) -> None:
        self.person = person
        self.secret = secret
        self.panel = panel
        super().__init__()


class PinChangeAsked(Message):
    """A person typed the PIN they have and the one they want into `panel`. Shown nowhere and kept by nobody."""

    def __init__(self, person: PersonId, before: str, new: str, panel: Widget) -> None:
        self.person = person
        self.before = before
        self.new = new
        self.panel = panel
        super().__init__()


class CarrierSaid(Message):
    """A person said who carries a pendant today; an empty name is nobody."""

    def __init__(self, button: ButtonId, name: str, panel: Widget) -> None:
        self.button = button
        self.name = name
        self.panel = panel
        super().__init__()


class CanGoSaid(Message):
    """A person said that somebody cannot go to a call now, or can again."""

    def __init__(self, told: TellsCanGo, panel: Widget) -> None:
        self.told = told
        self.panel = panel
        super().__init__()


class ScheduleSaid(Message):
    """Whoever schedules filled a gap or noted a training, or took it back."""

    def __init__(self, wish: FromDeskOfReadiness, panel: Widget) -> None:
        self.wish = wish
        self.panel = panel
        super().__init__()


class Asked(Message):
    """A person asks for this command. `panel` is where it was asked, None for a key."""

    def __init__(self, command: DeskCommand, panel: Widget | None = None) -> None:
        self.command = command
        self.panel = panel
        super().__init__()


class SaidNotTheWholeBuilding(Message):
    """A person said no to the question about many rooms. The box is not told: it is this desk's answer."""


class Painted(Message):
    """What a widget was last given to show is on the screen: it may be aimed at, and is reported as shown."""
