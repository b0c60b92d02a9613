"""Counts and names what comes to a listener and is no request, as with everything that is turned away, instead of logging a traceback for
each.
"""

import logging
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError

from sync.district.naming import Naming, Why
from sync.district.peer import stranger_at


class RequestLog(logging.LoggerAdapter[logging.Logger]):
    """The logger that aiohttp writes its own troubles to. The first argument of such a line says where it came from."""

    def __init__(self, naming: Naming) -> None:
        super().__init__(logging.getLogger("handbell.district"))
        self._naming = naming

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        """Log a line. If it is about a request that could not be read, name the sender instead."""
        if isinstance(more.get("exc_info"), HttpProcessingError):
            self._naming.name(stranger_at(str(args[0]) if args else ""), Why.RUBBISH)
        else:
            super().log(level, msg, *args, **more)
