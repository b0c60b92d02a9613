"""Who carries a pendant today: which duty, then a name. Asks the box to keep it in memory until midnight."""

from appliance.api.board.board import BoardView
from appliance.api.desk.plan import PendantLine, PlanFacts
from appliance.core.ground.carried import NAME_CHARACTERS_MAX
from tui.messages import CarrierSaid
from tui.screens.panel import Choice, Field, Panel
from tui.widgets.lines import padded

NOBODY_SAID = "nobody said"


class CarriedPanel(Panel[PendantLine]):
    """Every pendant that goes with a duty, with who was said to carry it."""

    def __init__(self, facts: PlanFacts, view: BoardView) -> None:
        self._carriers = {each.button: each.name for each in view.carried}
        choices = (
            Choice(
                f"{padded(each.where, 40)} {self._carriers.get(each.button) or NOBODY_SAID}", each, found_by=each.where
            )
            for each in facts.duties
        )
        super().__init__("WHO CARRIES IT TODAY?", field=Field("Duty:", filters=True), choices=tuple(choices))

    def chosen(self, value: PendantLine) -> None:
        """Ask for the name."""
        self.open(CarrierPanel(value, self._carriers.get(value.button, "")))


class CarrierPanel(Panel[None]):
    """A name, or none. It is no draft: what is not said is not kept."""

    def __init__(self, pendant: PendantLine, name: str) -> None:
        super().__init__(
            f"WHO CARRIES IT TODAY: {pendant.where}",
            field=Field(
                "Carried by (kept until midnight, never written down; an empty line is nobody):",
                text=name,
                enter="says it at every desk",
                characters_max=NAME_CHARACTERS_MAX,
            ),
        )
        self._button = pendant.button

    def entered(self, text: str) -> None:
        """Say it."""
        self.unanswered = True
        self.post_message(CarrierSaid(self._button, text, self))
