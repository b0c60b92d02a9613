"""Says what each role may do at the office. Pure; knows no key. SECURITY.md, "Who reads at the office", says how much of this the keys
enforce.
"""

import enum
from collections.abc import Mapping


class Role(enum.StrEnum):
    """What a user is for, the least first. A keeper may do all that a reader may, and a reader all that a collector may."""

    COLLECTOR = "collector"
    """Runs unattended: collects, watches, checks. Is shown nothing of what a record says."""
    READER = "reader"
    KEEPER = "keeper"
    """For keys, users, notices, restoring; and the log of readings."""
    AUDITOR = "auditor"
    """For the log of readings, and nothing else: holds no key that opens a record."""


class NotYours(Exception):
    """A user's role does not allow this. `str()` says whose does."""


READINGS = ("readings",)  # an auditor opens this with another key

_ORDER = (Role.COLLECTOR, Role.READER, Role.KEEPER)

# The least role for a command, or for a command and its step. What is not named here is for keepers.
_LEAST: Mapping[tuple[str, ...], Role] = {
    ("collect",): Role.COLLECTOR,
    ("watch",): Role.COLLECTOR,
    ("verify",): Role.COLLECTOR,
    ("doubts", "list"): Role.COLLECTOR,
    ("list",): Role.READER,
    ("show",): Role.READER,
    ("export",): Role.READER,
    ("receipt",): Role.READER,
    ("answers",): Role.READER,
    ("ratios",): Role.READER,
    ("lessons", "list"): Role.READER,
    ("exercises",): Role.READER,
}


def check(user: str, role: Role, *command: str) -> None:
    """Check that this user may run `command`, with its step where it has one. Raises NotYours."""
    least = next((_LEAST[command[:upto]] for upto in (2, 1) if command[:upto] in _LEAST), Role.KEEPER)
    if shows_content(role, least):
        return
    said, whom = " ".join(command), f"a {least.value}{' or an auditor' if command == READINGS else ''}"
    raise NotYours(f"{user} is {role.value} here, and `handbell office {said}` is for {whom}. {_WHO_GIVES}")


def shows_content(role: Role, least: Role = Role.READER) -> bool:
    """Whether this role may do all that the role `least` may; without `least`, whether it may see what a record says."""
    return role in _ORDER and _ORDER.index(role) >= _ORDER.index(least)


_WHO_GIVES = "A keeper gives another role: handbell office users role NAME ROLE"
