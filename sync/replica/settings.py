"""Reads the replica's settings from the command line: where its own folder and the sealed feed are. Knows no entries."""

import argparse
from pathlib import Path

import msgspec

from appliance.api.restoring.fetching import FETCHED
from appliance.command_line import parser_of_steps
from appliance.settings import RUN_DEFAULT
from sync.replica.program import litestream

DATA_DEFAULT = Path("/var/lib/handbell-replica")
OWN_RUN_DEFAULT = Path("/run/handbell-replica")


class Settings(msgspec.Struct, frozen=True):
    """The replica's settings. `what`: "run", "status", "prepare", "fetch", "drill" or "forget-earlier". `seeded`: the file that says where
    the copy must lie. `path`: what `prepare` makes ready.

    For `fetch`: `copies` is where the stick is mounted, None for any; `to` a folder; `building` and `box` name one of several.
    """

    what: str = "run"
    data: Path = DATA_DEFAULT
    run: Path = RUN_DEFAULT
    own_run: Path = OWN_RUN_DEFAULT
    seeded: Path | None = None
    path: Path = Path()
    copies: Path | None = None
    to: Path = DATA_DEFAULT / "fetched"
    building: bytes | None = None
    box: bytes | None = None
    proved: int = 0
    wanted: Path | None = None
    fetched: Path = FETCHED

    @property
    def feed_socket(self) -> Path:
        """The socket of the sealed feed."""
        return self.run / "feed.sock"

    @property
    def where(self) -> Path:
        """The file that says where the copy must lie."""
        return self.seeded or self.data / "copy.json"

    @property
    def mirror(self) -> Path:
        """The database of the entries."""
        return self.data / "mirror.db"

    @property
    def wraps(self) -> Path:
        """The database of the wraps."""
        return self.data / "wraps.db"

    @property
    def state(self) -> Path:
        """The file that keeps which generations the copy has (`state.py`)."""
        return self.data / "state.json"

    @property
    def status(self) -> Path:
        """What was told last, for `handbell replica status`. It is in memory, because it is written every few seconds."""
        return self.own_run / "status.json"

    @property
    def forget_earlier(self) -> Path:
        """The file that says that a person wants this, until the running replica has done it."""
        return self.data / "forget-earlier"

    @property
    def control(self) -> Path:
        """Litestream's socket. It is here because the path of a socket takes at most 107 letters."""
        return self.own_run / "litestream.sock"

    @property
    def litestream_yml(self) -> Path:
        """Litestream's settings."""
        return self.data / "litestream.yml"

    @property
    def program(self) -> Path:
        """The path of Litestream."""
        return litestream()


def parse(arguments: list[str]) -> Settings:
    """Read the command line. If argparse cannot understand it, it prints why and exits."""
    parser = parser_of_steps(
        prog="handbell replica", description="Keeps a second copy of the sealed record; can open none of it."
    )
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    run = what.add_parser("run", help="follow the record, and copy it for as long as this runs")
    drill = what.add_parser("drill", help="try out that the copy gives back the record; the running replica tells it")
    for each in (run, drill):
        _add_where(each)
    drill.add_argument("--proved", type=int, default=0, metavar="N", help="it must give back entries up to this one")
    status = what.add_parser("status", help="how the copy stands")
    for each in (run, status):
        each.add_argument(
            "--own-run",
            type=Path,
            default=OWN_RUN_DEFAULT,
            metavar="FOLDER",
            help="what is kept in memory (default: %(default)s)",
        )
    forget = what.add_parser("forget-earlier", help="remove copies of the record as it was before it was put back")
    forget.add_argument(
        "--data", type=Path, default=DATA_DEFAULT, help="the replica's own folder (default: %(default)s)"
    )
    forget.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    prepare = what.add_parser("prepare", help="make a stick or a folder the place of copies")
    prepare.add_argument("path", type=_folder, metavar="PATH", help="where the stick is mounted")
    _add_fetch(what.add_parser("fetch", help="bring the copy of a dead box to where handbell restore reads it"))
    return Settings(**vars(parser.parse_args(arguments)))


def _add_where(step: argparse.ArgumentParser) -> None:
    step.add_argument("--data", type=Path, default=DATA_DEFAULT, help="the replica's own folder (default: %(default)s)")
    step.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    step.add_argument(
        "--seeded", type=Path, metavar="FILE", help="says where the copy is to lie (default: copy.json in --data)"
    )


def _add_fetch(fetch: argparse.ArgumentParser) -> None:
    fetch.add_argument(
        "--from",
        dest="copies",
        type=_folder,
        metavar="PATH",
        help="where the stick is mounted (default: any that is in)",
    )
    fetch.add_argument("--to", type=Path, default=DATA_DEFAULT / "fetched", help="made anew (default: %(default)s)")
    fetch.add_argument("--seeded", type=Path, metavar="FILE", help="says where the copy lies, if it is on no stick")
    fetch.add_argument(
        "--wanted",
        type=Path,
        metavar="FILE",
        help="answer the process that restores, which wrote this file, in --fetched",
    )
    fetch.add_argument("--fetched", type=Path, default=FETCHED, help="of --wanted (default: %(default)s)")
    for name in ("building", "box"):
        fetch.add_argument(f"--{name}", type=_id, metavar="ID", help="32 digits, where there are several")


def _id(text: str) -> bytes:
    if len(text) != 32 or not all(letter in "0123456789abcdef" for letter in text):
        raise argparse.ArgumentTypeError(f"{text!r} is no id: it has 32 digits (0-9, a-f)")
    return bytes.fromhex(text)


def _folder(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is no folder: give the one at which the stick is mounted")
    return path.absolute()
