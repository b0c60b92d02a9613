"""Which call a key would act on, and for how long a person has been able to see that. Pure; time is an argument."""

from collections.abc import Set

from appliance.plan.ids import IncidentId
from tui.model import ConsoleModel

LOOKED_AT_MS = 700
"""A key acts only on a call shown this long: seeing, reading and pressing takes a person longer, so that whoever presses
sooner was aiming at what stood there before. Ours; a simple choice reaction to something read takes about 0.5 to 0.7 s."""


class Aim:
    """Follows one target on the screen. A new target starts to count only when it has been painted."""

    def __init__(self) -> None:
        self._incident: IncidentId | None = None
        self._before: IncidentId | None = None
        self._since_ms = 0

    def painted(self, incident: IncidentId | None, now_ms: int) -> None:
        """The screen now shows that the key would act on `incident`."""
        if incident != self._incident:
            self._before, self._incident, self._since_ms = self._incident, incident, now_ms

    def steady(self, incident: IncidentId, now_ms: int) -> bool:
        """Whether `incident` has been the painted target for long enough to be meant."""
        return incident == self._incident and now_ms - self._since_ms >= LOOKED_AT_MS

    def slipped(self, incident: IncidentId, now_ms: int) -> bool:
        """Whether another call stood there so shortly before that it may be the one that is meant."""
        another = self._incident if incident != self._incident else self._before
        return another is not None and not self.steady(incident, now_ms)


class Aims:
    """One for each kind of key: what takes a call, what is about the selected call, and what says that a press was the test."""

    def __init__(self) -> None:
        self.acknowledge, self.select, self.test = Aim(), Aim(), Aim()

    def painted(self, model: ConsoleModel, in_sight: Set[IncidentId], now_ms: int) -> None:
        """The screen shows the model now. A call out of sight behind a panel is no other: nothing has changed."""
        for aim, call in ((self.acknowledge, model.to_acknowledge), (self.select, model.selected)):
            if call is None or call.incident in in_sight:
                aim.painted(call.incident if call else None, now_ms)
        self.test.painted(model.test_rang, now_ms)
