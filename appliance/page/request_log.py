"""Logs for the library that reads requests: what a stranger sent is no line of the journal, and no word of it is. A bug is logged whole."""

import logging
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError


class RequestLog(logging.LoggerAdapter[logging.Logger]):
    """A logger for the library."""

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        """Log as any logger does, unless it is about what a browser sent."""
        if isinstance(more.get("exc_info"), HttpProcessingError | RequestPayloadError):
            super().log(logging.DEBUG, "bytes came that are no request")
        else:
            super().log(level, msg, *args, **more)
