"""A clock that says one time for ever."""

from datetime import datetime

from appliance.core.ground.moment import Moment


class StandingClock:
    """As `appliance.clock.Clock`."""

    def __init__(self, wall: datetime) -> None:
        self._wall_ms = int(wall.timestamp() * 1000)

    def now(self) -> Moment:
        return Moment(0, self._wall_ms)
