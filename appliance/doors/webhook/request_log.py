"""Logs for the HTTPS door's library: bad requests as a counted line, and bugs in full. Knows no press. A stranger on the network can send
rubbish without end. It must not push the daemon's own lines out of the journal. Its content is never logged: it may hold the address of a
phone's button.
"""

import logging
from collections.abc import Callable
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError

from appliance.doors.counted_line import CountedLine

UNREADABLE = "requests over HTTPS that could not be read, since this was last said: %d. Is a device set up wrongly?"


class RequestLog(logging.LoggerAdapter[logging.Logger]):
    """A logger for the library; `now_s` gives the seconds on a steady clock."""

    def __init__(self, logger: logging.Logger, now_s: Callable[[], float]) -> None:
        super().__init__(logger)
        self._now_s = now_s
        self._unreadable = CountedLine(logger, UNREADABLE)

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        """Log as any logger does, unless it is about what a peer sent."""
        if isinstance(more.get("exc_info"), HttpProcessingError | RequestPayloadError):
            self._unreadable.count(self._now_s())
        else:
            super().log(level, msg, *args, **more)
