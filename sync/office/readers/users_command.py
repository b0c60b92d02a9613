"""`handbell office users`: manages who may open this office, and with which role. Prints, and knows no record."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import msgspec

from sync.office import passphrase
from sync.office.folder import NotSetUp
from sync.office.office import NoSuch, Office, now_ms
from sync.office.readers import login, user
from sync.office.readers.log import What
from sync.office.readers.roles import Role
from sync.office.readers.user import User
from sync.office.words import local

USERS_MAX = 100  # 2.5 KB each in the file of keys, which is written anew with each change; an office has a dozen people


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `users`."""
    step = what.add_parser(
        "users", help="who may open this office, each with a passphrase of their own"
    ).add_subparsers(dest="step", required=True, metavar="WHAT")
    named = argparse.ArgumentParser(add_help=False)
    named.add_argument("name", metavar="NAME", help="a to z, 0 to 9, dot, dash, underscore")
    step.add_parser("list", parents=[where], help="who there are, and who there were")
    new = step.add_parser("add", parents=[where, named], help="another user; the first ends the one passphrase")
    new.add_argument("--role", type=Role, choices=list(Role), required=True, metavar="ROLE", help=_ROLES)
    new.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="of the new user; else it is asked for")
    role = step.add_parser("role", parents=[where, named], help="another role for a user")
    role.add_argument("role", type=Role, choices=list(Role), metavar="ROLE", help=_ROLES)
    step.add_parser("end", parents=[where, named], help="a user who is none any more")
    changed = step.add_parser("passphrase", parents=[where], help="another passphrase of your own")
    changed.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="the new one; else it is asked for")
    changed.set_defaults(act=_passphrase)


async def users(asked: argparse.Namespace, office: Office) -> int:
    """Run `users list|add|role|end`."""
    for line in _STEPS[asked.step](asked, office):
        print(line)  # noqa: T201
    return 0


def _list(asked: argparse.Namespace, office: Office) -> list[str]:
    lines = [
        f"{each.name:<32} {each.role.value:<10} since {local(each.made_ms)}"
        f"{f', ended {local(each.ended_ms)}' if each.ended_ms else ''}"
        for each in office.keyring.users
    ]
    return lines or [
        "No users: this office opens with its one passphrase. The first: handbell office users add NAME --role keeper"
    ]


def _add(asked: argparse.Namespace, office: Office) -> list[str]:
    name, known = user.name_of(asked.name), office.keyring.users
    if any(each.name == name for each in _now(known)):
        raise NoSuch(f"{name} is a user already. Another role: handbell office users role {name} ROLE")
    if not known and asked.role is not Role.KEEPER:
        raise NoSuch("The first user has to be a keeper: nobody could make the others. Say --role keeper")
    if len(_now(known)) >= USERS_MAX:
        raise NoSuch(f"There are {USERS_MAX} users already. End one first: handbell office users end NAME")
    key, secret = user.new_key(), passphrase.choose(asked.new_passphrase_file, name)
    user.keep(office.folder.data, name, secret, key)
    others = tuple(each for each in known if each.name != name)
    office.reads(What(f"users add {name} as {asked.role.value}"))
    office.keyring.take_users((*others, User(name, asked.role, key.public.raw, now_ms())))
    says = [f"{name} is {asked.role.value} from now on: handbell office … --user {name}"]
    return says if known else [*says, *_FIRST]


def _role(asked: argparse.Namespace, office: Office) -> list[str]:
    before = _named(asked, office)
    after = msgspec.structs.replace(before, role=asked.role)
    _take(office, before, after, f"users role {before.name} from {before.role.value} to {after.role.value}")
    says = [f"{before.name} is {after.role.value} from now on."]
    return [*says, _KNEW] if before.role is not Role.AUDITOR and after.role is Role.AUDITOR else says


def _end(asked: argparse.Namespace, office: Office) -> list[str]:
    before = _named(asked, office)
    _take(office, before, msgspec.structs.replace(before, ended_ms=now_ms()), f"users end {before.name}")
    user.forget(office.folder.data, before.name)
    says = f"{before.name} is no user any more, and opens nothing of what is written from now on. Their watch ends with its next page."
    return [says, _KEPT_LOG if before.role is Role.AUDITOR else _KEPT]


def _passphrase(asked: argparse.Namespace) -> list[str]:
    """Change a user's own passphrase; an auditor may do so, too. Only the file with their key changes."""
    who = login.ask(asked)
    if not who.user:
        raise NotSetUp(
            "This office has one passphrase and no users. A passphrase of your own: handbell office users add NAME --role keeper"
        )
    key = user.read(asked.data, who.user, who.passphrase)
    user.keep(asked.data, who.user, passphrase.choose(asked.new_passphrase_file, who.user), key)
    return [
        f"{who.user} has another passphrase from now on. Copies of {user.file_of(asked.data, who.user)} still open with the one before:"
        " where somebody has both, a keeper ends this user and adds it again."
    ]


def _take(office: Office, before: User, after: User, noted: str) -> None:
    changed = tuple(after if each == before else each for each in office.keyring.users)
    if not any(each.role is Role.KEEPER for each in _now(changed)):
        raise NoSuch(
            f"{before.name} is the only keeper: nobody could add or end a user any more. Make another keeper first."
        )
    office.reads(What(noted))
    office.keyring.take_users(changed)


def _named(asked: argparse.Namespace, office: Office) -> User:
    name = user.name_of(asked.name)
    found = next((each for each in _now(office.keyring.users) if each.name == name), None)
    if found is None:
        raise NoSuch(f"{name} is no user. Those there are: handbell office users list")
    return found


def _now(users: Sequence[User]) -> list[User]:
    return [each for each in users if not each.ended_ms]


_ROLES = (
    "collector (collect, watch, verify: sees no content), reader (list, show, export, receipts), keeper (keys, users, notices, restore),"
    " auditor (the log of readings alone)"
)
_FIRST = (
    "The one passphrase of before opens this office no more. A copy of office.keys of before still opens with it: keep that in the safe, or"
    " destroy it.",
    "Services need a user of their own now: handbell office users add NAME --role collector, then --user NAME in their units.",
    "A watch that runs ends with its next page, and tells of no call any more: start it again with --user NAME.",
    "Make a second keeper: where the only one forgets their passphrase, that copy in the safe and the recovery key are what is left.",
)
_KEPT = (
    "Whoever copied this folder and knew a passphrase keeps what they copied, and opens it for ever; also what is sealed for today's keys,"
    " if they get at it. For what comes after: handbell office keys new, a notice, handbell office rotate, and keys destroy."
)
_KEPT_LOG = "Whoever was auditor and copied the log of readings keeps what they copied, and reads of it later if they get at it again."
_KNEW = "What they copied of this folder while they could open records, they keep. For what comes after: handbell office keys new"
_STEPS = {"list": _list, "add": _add, "role": _role, "end": _end}
