"""Writes the users and groups of the image: Debian's, and ours from `systemd/sysusers.conf`. They are written at build time because the
root is read-only.

Ours have fixed numbers: the data partition outlives a root, and its files belong to numbers. Pure.
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

NOLOGIN = "/usr/sbin/nologin"
# In days since 1970, as shadow(5) wants it: 9 October 2025, the same day as every other time stamp in an image.
CHANGED = "20370"


class AccountsError(Exception):
    """The list of users cannot be written; `str()` says which line is wrong, and why."""


@dataclass(frozen=True, slots=True)
class Files:
    """The four files, as text."""

    passwd: str
    group: str
    shadow: str
    gshadow: str


@dataclass(slots=True)
class _Wanted:
    users: list[tuple[str, int, str, str, str]] = field(default_factory=list)  # name, number, description, home, shell
    groups: list[tuple[str, int]] = field(default_factory=list)
    members: list[tuple[str, str]] = field(default_factory=list)


def with_ours(debian: Files, sysusers: str) -> Files:
    """Return Debian's files with what `sysusers` (sysusers.d(5): lines `u`, `g` and `m`) adds. Raises AccountsError.

    Every account is locked, root's too: nobody can log in with a password, because there is none.
    """
    wanted = _read(sysusers)
    users = _names(debian.passwd)
    groups = {line.split(":")[0]: line.split(":") for line in debian.group.splitlines()}
    passwd = debian.passwd.splitlines()
    shadow = [_locked(line) for line in debian.shadow.splitlines()]
    for name, number, says, home, shell in wanted.users:
        if name in users:
            raise AccountsError(f"Debian has a user {name} already.")
        passwd.append(f"{name}:x:{number}:{number}:{says}:{home}:{shell}")
        shadow.append(f"{name}:!*:{CHANGED}::::::")
        groups.setdefault(name, [name, "x", str(number), ""])
    for name, number in wanted.groups:
        groups.setdefault(name, [name, "x", str(number), ""])
    for user, group in wanted.members:
        if group not in groups:
            raise AccountsError(f"{user} cannot be in the group {group}: there is none.")
        row = groups[group]
        row[3] = ",".join([*filter(None, row[3].split(",")), user])
    _no_number_twice(groups, passwd)
    known = {line.split(":")[0]: line for line in debian.gshadow.splitlines()}
    gshadow = [known[name] if name in known and not row[3] else f"{name}:!*::{row[3]}" for name, row in groups.items()]
    return Files(_text(passwd), _text([":".join(row) for row in groups.values()]), _text(shadow), _text(gshadow))


def _read(sysusers: str) -> _Wanted:
    wanted = _Wanted()
    for line in sysusers.splitlines():
        words = shlex.split(line, comments=True)
        match words:
            case []:
                pass
            case ["u" | "u!", name, number, *rest]:
                wanted.users.append((name, _number(name, number), *_three(rest)))
            case ["g", name, number, *_]:
                wanted.groups.append((name, _number(name, number)))
            case ["m", user, group, *_]:
                wanted.members.append((user, group))
            case _:
                raise AccountsError(f"Not understood here: {line!r}.")
    return wanted


def _number(name: str, word: str) -> int:
    if not word.isdecimal():
        raise AccountsError(
            f"{name} needs a fixed number in systemd/sysusers.conf: files on the data partition keep it."
        )
    return int(word)


def _three(rest: Sequence[str]) -> tuple[str, str, str]:
    says, home, shell = [*rest, "-", "-", "-"][:3]
    return ("" if says == "-" else says), ("/" if home == "-" else home), (NOLOGIN if shell == "-" else shell)


def _locked(line: str) -> str:
    name, password, *rest = line.split(":")
    return ":".join([name, password if password.startswith("!") else f"!{password}", *rest])


def _no_number_twice(groups: dict[str, list[str]], passwd: Sequence[str]) -> None:
    for what, numbers in (
        ("group", [row[2] for row in groups.values()]),
        ("user", [row.split(":")[2] for row in passwd]),
    ):
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            raise AccountsError(f"Two {what}s have the number {', '.join(twice)}.")


def _names(passwd: str) -> set[str]:
    return {line.split(":")[0] for line in passwd.splitlines()}


def _text(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
