"""Writes a journal line about what anybody on the network may repeat without end: at once, then once a minute. Does not know what it is
about.
"""

import logging

from appliance.doors.limits import TokenBucket

# a person who sets a device up sees the line within a minute; a whole day of rubbish makes 1440 lines
LINE_EACH_S = 60.0


class CountedLine:
    """A line that is logged with a count. `says` begins with %d, for how often it happened since the last line. `count` gives the other
    values, of the last time.
    """

    def __init__(self, logger: logging.Logger, says: str) -> None:
        self._logger = logger
        self._says = says
        self._pace = TokenBucket(1, 1 / LINE_EACH_S, 0)
        self._untold = 0

    def count(self, now_s: float, *last: str) -> None:
        """Count one more time."""
        self._untold += 1
        if self._pace.take(now_s):
            self._logger.warning(self._says, self._untold, *last)
            self._untold = 0
