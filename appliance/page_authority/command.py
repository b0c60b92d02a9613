"""Holds the steps of `handbell page` that are about certificates: `authority new` and `authority sign` at IT, `request` and `certificate`
on the box.
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from appliance.command_line import parser_of_steps
from appliance.page_authority import authority_folder, files, passphrase
from appliance.page_authority.authority_folder import KEY, SHOWN_DER, SHOWN_PEM, pem
from appliance.page_authority.errors import PageError
from appliance.page_authority.expiry import ends_in_words
from appliance.page_authority.page_folder import PageFolder, shown
from appliance.page_authority.reading import read_request, until_ms
from appliance.page_authority.scope import AUTHORITY_NAMES_MAX, BOX_NAMES_MAX, ScopeError, scope
from appliance.page_authority.seeded import ANOTHER_AUTHORITY, bring_to, read_seeded
from appliance.page_authority.signing import Authority
from appliance.settings import Settings

BOX = Path("/var/lib/handbell-box")
"""The folder that only a box made from our image has."""


def run(asked: argparse.Namespace, now: datetime, box: Path = BOX) -> int:
    """Do one step. Returns the exit code: 0 done, 1 refused. `box` is a folder that is there only on a box."""
    try:
        match asked.what, getattr(asked, "do", None):
            case "authority", "new":
                _new(asked, now, box)
            case "authority", _:
                _sign(asked, now)
            case "request", _:
                _request(asked)
            case "seeded", _:
                _seeded(asked, now)
            case _:
                _certificate(asked, now)
    except (PageError, ScopeError) as refused:
        print(f"handbell page {asked.what}: {refused}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Make the parser of these steps."""
    whole = parser_of_steps(prog="handbell page", description="The certificate of this box's pages, and its authority.")
    what = whole.add_subparsers(dest="what", required=True, metavar="WHAT")
    authority = what.add_parser("authority", help="at IT: make an authority, or sign the request of a box")
    do = authority.add_subparsers(dest="do", required=True, metavar="WHAT")
    _add_new(do.add_parser("new", help="make an authority for exact addresses and names; never on a box"))
    _add_sign(do.add_parser("sign", help="make the certificate that a box asks for"))
    data = argparse.ArgumentParser(add_help=False)
    data.add_argument(
        "--data",
        type=Path,
        default=Settings().pages,
        metavar="FOLDER",
        help="the folder of whoever serves pages (default: %(default)s)",
    )
    request = what.add_parser(
        "request", parents=[data], help="on the box: make a key, and a request for its certificate"
    )
    _add_scope(request, "; without any, those of the certificate in use")
    request.add_argument("--output", type=Path, metavar="FILE", help="write it here, and not to the screen")
    certificate = what.add_parser(
        "certificate", parents=[data], help="on the box: use the certificate in a file, or say which one is in use"
    )
    certificate.add_argument("file", type=Path, nargs="?", metavar="FILE", help="what `authority sign` made")
    seeded = what.add_parser("seeded", parents=[data], help="on the box: do both as its seed says; systemd does this")
    seeded.add_argument("file", type=Path, metavar="FILE", help="what the seed says of pages, as its step wrote it")
    return whole


def _add_new(new: argparse.ArgumentParser) -> None:
    new.add_argument("folder", type=Path, metavar="FOLDER", help="the folder to make for it, on no box")
    new.add_argument(
        "--for", dest="label", required=True, metavar="NAME", help="whose it is, as computers will show it"
    )
    _add_scope(new, "")
    _add_passphrase(new)


def _add_sign(sign: argparse.ArgumentParser) -> None:
    sign.add_argument("request", type=Path, metavar="REQUEST", help="the file that `handbell page request` made")
    sign.add_argument("--authority", type=Path, required=True, metavar="FOLDER", help="the folder of the authority")
    sign.add_argument(
        "--output", type=Path, required=True, metavar="FILE", help="where to write the certificate for the box"
    )
    _add_passphrase(sign)


def _add_scope(to: argparse.ArgumentParser, otherwise: str) -> None:
    again = f"may be repeated{otherwise}"
    to.add_argument("--address", action="append", default=[], metavar="ADDRESS", help=f"an exact address; {again}")
    to.add_argument("--name", action="append", default=[], metavar="NAME", help=f"an exact name; {again}")


def _add_passphrase(to: argparse.ArgumentParser) -> None:
    to.add_argument("--passphrase-file", type=Path, metavar="FILE", help="read it from here, instead of asking")


def _new(asked: argparse.Namespace, now: datetime, box: Path) -> None:
    if box.is_dir():
        raise PageError(
            "This is a box. Whoever takes a box must not get the authority's key: run this on a computer of IT."
        )
    wanted = scope(asked.address, asked.name, AUTHORITY_NAMES_MAX)
    if (asked.folder / KEY).exists():  # said before anybody thinks of a passphrase
        raise PageError(f"{asked.folder} holds an authority already, and is left as it is. Name another folder.")
    authority = Authority.made(asked.label, wanted, now)
    authority_folder.keep(asked.folder, authority, passphrase.choose(asked.passphrase_file))
    _say(
        f"Made an authority that can certify {wanted.said}, and nothing else.",
        f"It {_ends(now, authority)}.",
        f"{asked.folder / KEY} is its key. Keep it and its passphrase apart from each other, and on no box.",
        f"Give {asked.folder / SHOWN_PEM} to every computer that opens pages; {SHOWN_DER} is the same for Windows and Intune.",
    )


def _ends(now: datetime, authority: Authority) -> str:
    return ends_in_words(until_ms(authority.certificate), _ms(now))


def _sign(asked: argparse.Namespace, now: datetime) -> None:
    request = read_request(files.read(asked.request))
    authority = authority_folder.opened(asked.authority, passphrase.ask(asked.passphrase_file))
    certificate = authority.certify(request, now)
    files.write_new(asked.output, pem(certificate) + pem(authority.certificate), files.SHOWN_MODE)
    _say(
        f"Certified {request.scope.said}. It {ends_in_words(until_ms(certificate), _ms(now))}.",
        f"On the box: handbell page certificate {asked.output.name}",
    )


def _request(asked: argparse.Namespace) -> None:
    folder = PageFolder(asked.data)
    given = asked.address or asked.name
    wanted = scope(asked.address, asked.name, BOX_NAMES_MAX) if given else folder.scope_before()
    if wanted is None:
        raise PageError(
            "This box has no certificate yet. Say for what: --address 10.4.7.20 --name handbell.foxhollow.example"
        )
    request = folder.request(wanted)
    if asked.output is None:
        sys.stdout.write(request.decode())
    else:
        files.write_new(asked.output, request, files.SHOWN_MODE)
        _say(
            f"Asks for {wanted.said}. At IT: handbell page authority sign {asked.output.name} --authority FOLDER --output FILE"
        )


def _certificate(asked: argparse.Namespace, now: datetime) -> None:
    if asked.file is None:
        _say(_in_use(asked.data, now))
        return
    another = PageFolder(asked.data).take(files.read(asked.file), now)
    _say(_in_use(asked.data, now))
    if another:
        _say(ANOTHER_AUTHORITY)


def _seeded(asked: argparse.Namespace, now: datetime) -> None:
    """Bring the folder to what the seed says. A certificate that is not taken is said on the card too, and is no failure of this step."""
    says = bring_to(PageFolder(asked.data), read_seeded(asked.file), now)
    if says:
        print(f"handbell page seeded: {says}", file=sys.stderr)  # noqa: T201


def _in_use(data: Path, now: datetime) -> str:
    found = shown(data)
    if found is None:
        raise PageError(
            f"{data} holds no certificate that you may see. Make a request: handbell page request --address ADDRESS"
        )
    if found.wrong:
        raise PageError(f"The certificate of pages cannot be read: {found.wrong}")
    return f"The certificate of pages is for {found.said}. It {ends_in_words(found.until_ms, _ms(now))}."


def _ms(now: datetime) -> int:
    return int(now.timestamp() * 1000)


def utc_now() -> datetime:
    """Give the time of the wall clock, whether it is right or wrong."""
    return datetime.now(UTC)


def _say(*lines: str) -> None:
    print("\n".join(lines))  # noqa: T201
