"""Reads the uplink's settings from the command line: where its folder and the sealed feed are, and which proxy. Knows no entries."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from appliance.command_line import parser_of_steps
from appliance.settings import RUN_DEFAULT
from sync.transport.proxy import completed

DATA_DEFAULT = Path("/var/lib/handbell-uplink")


@dataclass(frozen=True, slots=True)
class Settings:
    """The uplink's settings. `what` is "run" or "enrol"; what only enrolment needs is empty otherwise."""

    what: str = "run"
    data: Path = DATA_DEFAULT
    run: Path = RUN_DEFAULT
    proxy: str = ""
    servers: tuple[str, ...] = ()
    ca_file: Path = Path()
    token: str = ""
    instead_of: str = ""
    seeded: Path | None = None

    @property
    def feed_socket(self) -> Path:
        """The socket of the sealed feed."""
        return self.run / "feed.sock"


def parse(arguments: list[str]) -> Settings:
    """Read the command line. If argparse cannot understand it, it prints why and exits."""
    parser = parser_of_steps(
        prog="handbell uplink", description="Brings sealed records to the district and receipts back; can open none."
    )
    _common(parser)
    parser.add_argument(
        "--seeded",
        type=Path,
        metavar="FILE",
        help="what the seed of this box says of its district (written at first boot)",
    )
    what = parser.add_subparsers(dest="what", metavar="WHAT")
    enrol = what.add_parser("enrol", help="take this box into a district, with a token its administrator made")
    enrol.add_argument(
        "--server",
        dest="servers",
        action="append",
        required=True,
        metavar="URL",
        type=_https,
        help="https://HOST[:PORT] of the district; again for each further server of the same store, tried in this order",
    )
    enrol.add_argument(
        "--ca-file", required=True, type=Path, metavar="FILE", help="the district's authority (PEM), pinned"
    )
    enrol.add_argument("--token", required=True, help="the single-use token; - reads it from standard input")
    enrol.add_argument("--instead-of", metavar="URL", type=_https, help="the district this box is to leave")
    _common(enrol, again=True)
    given = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value is not None}
    return Settings(**given | {"servers": tuple(given.get("servers", ()))})


def _common(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the settings that every call has. Given after the word WHAT, they replace those given before it."""
    none = argparse.SUPPRESS if again else None
    parser.add_argument(
        "--data", type=Path, default=none or DATA_DEFAULT, help=f"the uplink's own folder (default: {DATA_DEFAULT})"
    )
    parser.add_argument(
        "--run", type=Path, default=none or RUN_DEFAULT, help=f"folder of the sockets (default: {RUN_DEFAULT})"
    )
    parser.add_argument(
        "--proxy",
        default=none or "",
        metavar="URL",
        type=_proxy,
        help="http://[NAME:PASSWORD@]HOST:PORT (default: HTTPS_PROXY)",
    )


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with https://")
    return text.rstrip("/")


def _proxy(text: str) -> str:
    try:
        return completed(text) if text else ""
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None
