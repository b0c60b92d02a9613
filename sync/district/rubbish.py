"""What comes to a listener and is no request: counted and named as everything that is turned away, instead of a traceback for each."""

import logging
from typing import Any

from aiohttp.http_exceptions import HttpProcessingError

from sync.district.naming import Naming, Why
from sync.district.peer import stranger_at


class RequestLog(logging.LoggerAdapter[logging.Logger]):
    """What aiohttp writes its own troubles to. It says where from as the first of what its line is made of."""

    def __init__(self, naming: Naming) -> None:
        super().__init__(logging.getLogger("handbell.district"))
        self._naming = naming

    def log(self, level: int, msg: object, *args: object, **more: Any) -> None:
        """A line about a request that could not be read names who sent it."""
        if isinstance(more.get("exc_info"), HttpProcessingError):
            self._naming.name(stranger_at(str(args[0]) if args else ""), Why.RUBBISH)
        else:
            super().log(level, msg, *args, **more)
