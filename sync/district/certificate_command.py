"""The commands of `handbell district certificate`: show the server's own certificate, or make another now. Work only on the folder of keys.

So they work whether or not the server runs; a running server notices the new certificate by itself.
"""

import argparse
import os
import pwd
from datetime import timedelta

from sync.district.authority import Authority
from sync.district.district import wall_ms
from sync.district.folder import Folder
from sync.district.printed import CannotDo, local_time, of_data, say
from sync.district.reckoning import Reckoning
from sync.district.server_certificate import SERVER_RENEW_DAYS, ServerCertificate


def certificate(asked: argparse.Namespace, folder: Folder) -> None:
    """Show the certificate, or make another one."""
    _as_the_servers_user(asked, folder)
    authority = Authority(folder)
    found, reckoning = ServerCertificate(folder, authority), Reckoning(wall_ms)
    if asked.do == "renew":
        found.renew(reckoning.latest(), asked.host)
        say(
            "Made the server another certificate. A server that runs answers new connections with it within seconds. Boxes and the office "
            "go on as they are: they know the authority, which is the same."
        )
    _show(found, authority)
    if asked.do == "renew":
        if asked.host:
            say(f"\nWrite the new name into seeds from now on, as server: https://{asked.host[0]}:PORT")
        say(
            f"Copy {folder.keys} to its safe place again. Servers that share the store have folders of their own: do the same there."
        )
    wrong = [each for each in (reckoning.wrong(), authority.wrong(reckoning), _wrong(found, reckoning, asked)) if each]
    if wrong:
        raise CannotDo("; ".join(wrong))


def add_words(what: "argparse._SubParsersAction[argparse.ArgumentParser]", data: argparse.ArgumentParser) -> None:
    """Add the parsers of these commands."""
    words = what.add_parser("certificate", help="the server's own certificate: its names and its end").add_subparsers(
        dest="do", required=True, metavar="WHAT"
    )
    words.add_parser("show", parents=[data], help="names, end, and what is wrong with it")
    renew = words.add_parser("renew", parents=[data], help="make another one now; no box is enrolled anew")
    renew.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="also for this name or address, beside those it has; may be repeated",
    )


def _show(found: ServerCertificate, authority: Authority) -> None:
    _, ends = found.between
    renewed = ends - timedelta(days=SERVER_RENEW_DAYS)
    say(
        f"The server's certificate, {found.path}:\n  for      {', '.join(found.names)}\n"
        f"  until    {_local(ends.timestamp())}; the server makes another by itself from {_local(renewed.timestamp())} on\n"
        f"The district's authority, which boxes know:\n  until    {_local(authority.ends.timestamp())}"
    )


def _wrong(found: ServerCertificate, reckoning: Reckoning, asked: argparse.Namespace) -> str:
    """Say what is wrong that the server's next start would mend, if it can."""
    why = found.due(reckoning)
    return (
        f"the server's certificate {why}. Make another: handbell district certificate renew{of_data(asked)}"
        if why
        else ""
    )


def _as_the_servers_user(asked: argparse.Namespace, folder: Folder) -> None:
    """Check that this runs as the server's user: the server could not read what another user writes there. Raises CannotDo."""
    try:
        owner = folder.keys.stat().st_uid
    except OSError as wrong:
        raise CannotDo(
            f"{folder.keys} cannot be looked into ({wrong.strerror}). Run this as the user the server runs as, and give its --data."
        ) from wrong
    if owner != os.geteuid():
        raise CannotDo(
            f"{folder.keys} belongs to the user {_name_of(owner)}. Run this as that user: sudo -u {_name_of(owner)} "
            f"handbell district certificate {asked.do}{of_data(asked)} …"
        )


def _name_of(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"#{user}"


def _local(at_s: float) -> str:
    return local_time(int(at_s * 1000))
