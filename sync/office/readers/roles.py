"""What each role may do at the office. Pure; knows no key: which of it keys enforce is told in SECURITY.md, "Who reads at the office"."""

import enum
from collections.abc import Mapping


class Role(enum.StrEnum):
    """What a user is for, the least first. Whoever keeps may all that reads, and whoever reads may all that collects."""

    COLLECTOR = "collector"
    """Unattended: collects, watches, checks. Is shown nothing of what a record says."""
    READER = "reader"
    KEEPER = "keeper"
    """Keys, users, notices, restoring; and the log of readings."""
    AUDITOR = "auditor"
    """The log of readings, and nothing else: holds no key that opens a record."""


class NotYours(Exception):
    """A user's role does not reach so far. `str()` says whose does."""


READINGS = ("readings",)  # which an auditor opens with another key

_ORDER = (Role.COLLECTOR, Role.READER, Role.KEEPER)

# By command, and where it matters by command and step. What is not named here is for keepers.
_LEAST: Mapping[tuple[str, ...], Role] = {
    ("collect",): Role.COLLECTOR,
    ("watch",): Role.COLLECTOR,
    ("verify",): Role.COLLECTOR,
    ("doubts", "list"): Role.COLLECTOR,
    ("list",): Role.READER,
    ("show",): Role.READER,
    ("export",): Role.READER,
    ("receipt",): Role.READER,
}


def check(user: str, role: Role, *command: str) -> None:
    """Whether this user may: `command` and, where it has one, its step. Raises NotYours."""
    least = next((_LEAST[command[:upto]] for upto in (2, 1) if command[:upto] in _LEAST), Role.KEEPER)
    if shows_content(role, least):
        return
    said, whom = " ".join(command), f"a {least.value}{' or an auditor' if command == READINGS else ''}"
    raise NotYours(f"{user} is {role.value} here, and `handbell office {said}` is for {whom}. {_WHO_GIVES}")


def shows_content(role: Role, least: Role = Role.READER) -> bool:
    """Whether this role reaches as far as that one, or to what a record says."""
    return role in _ORDER and _ORDER.index(role) >= _ORDER.index(least)


_WHO_GIVES = "A keeper gives another role: handbell office users role NAME ROLE"
