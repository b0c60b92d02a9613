"""A line of the journal for what anybody on the network may repeat without end: said at once, then once a minute. Knows not of what."""

import logging

from appliance.doors.limits import TokenBucket

LINE_EACH_S = 60.0  # a person who sets a device up sees it within a minute; a day of rubbish is 1440 lines of a journal


class CountedLine:
    """`says` begins with %d, for how often it was since this was last said; `count` gives what else is in it, of the last time."""

    def __init__(self, logger: logging.Logger, says: str) -> None:
        self._logger = logger
        self._says = says
        self._pace = TokenBucket(1, 1 / LINE_EACH_S, 0)
        self._untold = 0

    def count(self, now_s: float, *last: str) -> None:
        """It was so once more."""
        self._untold += 1
        if self._pace.take(now_s):
            self._logger.warning(self._says, self._untold, *last)
            self._untold = 0
