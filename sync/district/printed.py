"""Prints what the commands of `handbell district` say, and how they say that something cannot be done. Knows no store and no request."""

import argparse
from datetime import UTC, datetime

from appliance.envelope.deposit import Refused
from sync.district.folder import DATA_DEFAULT


class CannotDo(Exception):
    """What was asked cannot be done. The text says why, and what to do."""


def answered[Answer](answer: Answer | Refused) -> Answer:
    """Give the answer. Raises CannotDo."""
    if isinstance(answer, Refused):
        raise CannotDo(answer.says)
    return answer


def of_data(asked: argparse.Namespace) -> str:
    """Give the end of a command that must name the same folder."""
    return "" if asked.data == DATA_DEFAULT else f" --data {asked.data}"


def local_time(at_ms: int) -> str:
    """Give a time in this server's timezone: the server knows no building's plan."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M %Z")


def say(*lines: str) -> None:
    """Print lines to whoever called the command."""
    for each in lines:
        print(each, flush=True)  # noqa: T201
