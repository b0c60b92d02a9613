"""A clock that always says the same time."""

from datetime import datetime

from appliance.core.ground.moment import Moment


class StandingClock:
    """Stands for `appliance.clock.Clock`."""

    def __init__(self, wall: datetime) -> None:
        self._wall_ms = int(wall.timestamp() * 1000)

    def now(self) -> Moment:
        return Moment(0, self._wall_ms)
