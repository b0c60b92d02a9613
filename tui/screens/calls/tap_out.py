"""Tap-outs by one key: which room, and what comes next there. Each asks for one command; no reason is ever asked for."""

from appliance.api.board.calls import TapOutLine
from appliance.core.calls.commands import Arrive, AssignCover, ConfirmAllRight, StandDown, Upgrade
from appliance.core.calls.titles import COVER_BY_RADIO
from appliance.core.commands import DeskCommand
from appliance.core.ground.words import Outcome, Stage
from appliance.core.practice.commands import MakeReal
from appliance.flows.calls.dispatch import whom
from appliance.flows.naming import tap_out_words
from appliance.flows.parts import about_nothing
from appliance.plan.model import Kind
from tui.model import ConsoleModel
from tui.screens.panel import Choice, Field, Panel


class TapOutListPanel(Panel[TapOutLine]):
    """Which room, where more than one has tapped out: those that wait for somebody first."""

    def __init__(self, model: ConsoleModel, passed_ms: int) -> None:
        lines = model.view.tap_outs if model.view else ()
        super().__init__(
            "TAP-OUTS: which room",
            choices=tuple(
                Choice(tap_out_words(line, passed_ms), line) for line in sorted(lines, key=lambda each: not each.asks)
            ),
        )
        self._model, self._passed_ms = model, passed_ms

    def chosen(self, value: TapOutLine) -> None:
        """Go on with this one."""
        self.open(tap_out_panel(value, self._model, self._passed_ms))


class TapOutPanel(Panel[DeskCommand | None]):
    """The likely next act is always the first, so that one digit does it. None asks who covers instead."""

    def __init__(self, line: TapOutLine, model: ConsoleModel, passed_ms: int) -> None:
        super().__init__(f"TAP-OUT: {tap_out_words(line, passed_ms)}", choices=_next_acts(line))
        self._line, self._model, self._passed_ms = line, model, passed_ms

    def chosen(self, value: DeskCommand | None) -> None:
        """Do it."""
        if value is None:
            self.open(CoverPanel(self._line, self._model, self._passed_ms))
        else:
            self.ask(value)


class CoverPanel(Panel[DeskCommand | None]):
    """Who has said that they go: by radio first, then every role and everybody on duty. None asks for a name."""

    def __init__(self, line: TapOutLine, model: ConsoleModel, passed_ms: int) -> None:
        by_radio = AssignCover(incident=line.incident, cover=COVER_BY_RADIO)
        planned = (
            Choice(each.shown, AssignCover(incident=line.incident, role=each.value[0], person=each.value[1]))
            for each in whom(about_nothing(model.known))
        )
        super().__init__(
            f"WHO COVERS: {tap_out_words(line, passed_ms)}",
            choices=(
                Choice("Somebody answered by radio or phone, I heard it", by_radio),
                Choice("Somebody else: type who", None),
                *_ways_out(line),
                *planned,
                *_real(line),
            ),
        )
        self._line = line

    def chosen(self, value: DeskCommand | None) -> None:
        """Note it."""
        if value is None:
            self.open(CoverNamePanel(self._line))
        else:
            self.ask(value)


class CoverNamePanel(Panel[None]):
    """Cover that the plan does not know. There is room for a name, and for no reason."""

    def __init__(self, line: TapOutLine) -> None:
        super().__init__(
            f"WHO COVERS {line.room_name}", field=Field("Who has said that they go:"), draft=f"cover {line.incident}"
        )
        self._incident = line.incident

    def entered(self, text: str) -> None:
        """Note it."""
        self.ask(AssignCover(incident=self._incident, cover=text))


def tap_out_panel(line: TapOutLine, model: ConsoleModel, passed_ms: int) -> "TapOutPanel | CoverPanel":
    """What is asked next about one tap-out."""
    asked = line.stage in {Stage.CALLED, Stage.ACKNOWLEDGED, Stage.DISPATCHED}
    return CoverPanel(line, model, passed_ms) if asked else TapOutPanel(line, model, passed_ms)


def _next_acts(line: TapOutLine) -> tuple[Choice[DeskCommand | None], ...]:
    incident = line.incident
    out = line.stage is Stage.ON_SCENE
    acts: list[Choice[DeskCommand | None]] = []
    if out:
        acts.append(Choice("The educator is back", StandDown(incident=incident, outcome=Outcome.COVERED, saw_room="")))
        acts.append(Choice("Still out, and all is well", ConfirmAllRight(incident=incident)))
    else:
        acts.append(
            Choice("Cover is in the room, the educator is out", Arrive(incident=incident, responder=line.cover))
        )
    acts.append(Choice("Somebody else covers", None))
    return (*acts, *_ways_out(line), *_real(line))


def _ways_out(line: TapOutLine) -> tuple[Choice[DeskCommand], ...]:
    """What may become of it at any time."""
    ended = StandDown(incident=line.incident, outcome=Outcome.NO_HELP_NEEDED, saw_room="")
    return (
        Choice("No cover needed any more", ended),
        Choice("It is a call: the room needs help", Upgrade(incident=line.incident, kind=Kind.ASSIST)),
    )


def _real(line: TapOutLine) -> tuple[Choice[DeskCommand], ...]:
    """Last of all, so that a drill moves no other choice from its digit: nothing takes this one back."""
    return (Choice("It is REAL, no practice", MakeReal(incident=line.incident)),) if line.drill else ()


def tap_outs_panel(model: ConsoleModel) -> "TapOutListPanel | TapOutPanel | CoverPanel":
    """About the only tap-out at once, and about which one where there are several."""
    lines = model.view.tap_outs if model.view else ()
    return tap_out_panel(lines[0], model, 0) if len(lines) == 1 else TapOutListPanel(model, 0)
