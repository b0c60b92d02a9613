"""What the words of `handbell district` print, and how they say that something cannot be done. Knows no store and no request."""

import argparse
from datetime import UTC, datetime

from appliance.envelope.deposit import Refused
from sync.district.folder import DATA_DEFAULT


class CannotDo(Exception):
    """What was asked cannot be done. Says why and what to do."""


def answered[Answer](answer: Answer | Refused) -> Answer:
    """What was asked for. Raises CannotDo."""
    if isinstance(answer, Refused):
        raise CannotDo(answer.says)
    return answer


def of_data(asked: argparse.Namespace) -> str:
    """What a command ends with that is for the same folder."""
    return "" if asked.data == DATA_DEFAULT else f" --data {asked.data}"


def local_time(at_ms: int) -> str:
    """Where this server is: it knows no building's plan."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M %Z")


def say(*lines: str) -> None:
    """To whoever asked."""
    for each in lines:
        print(each, flush=True)  # noqa: T201
