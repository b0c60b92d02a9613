"""Holds the settings of `handbell phones` from its command line: where things are. Knows nothing of calls."""

import argparse
from pathlib import Path

import msgspec

from appliance.phones.account import Ports
from appliance.settings import DATA_DEFAULT, RUN_DEFAULT
from appliance.settings import Settings as Box

PORT_MAX = 65_535
LINES_PORTS = 64  # the most that the lines take of one kind, so that none of them runs over the end


class Settings(msgspec.Struct, frozen=True):
    """The settings. `run` is a folder for this process alone, in memory: what calls hear is written there."""

    socket: Path = RUN_DEFAULT / "phones.sock"
    phrases: Path = Box().phrases
    secret: Path = DATA_DEFAULT.with_name("handbell-phones") / "telephone.secret"
    run: Path = RUN_DEFAULT.with_name("handbell-phones")
    ca: Path | None = None
    baresip: Path = Path("/usr/bin/baresip")
    ports: Ports = Ports()


def parse(arguments: list[str]) -> Settings:
    """Read the command line; argparse prints and exits on what it cannot understand."""
    usual = Settings()
    parser = argparse.ArgumentParser(
        prog="handbell phones",
        description="Speak with the phone system of the school: take calls for help, and ring desk phones, as the alert daemon says.",
    )
    places = (
        ("--socket", usual.socket, "SOCKET", "the alert daemon's, for phones"),
        ("--phrases", usual.phrases, "FOLDER", "where the recorded phrases are, a folder for each plan"),
        ("--secret", usual.secret, "FILE", "the secret of the account at the PBX"),
        ("--run", usual.run, "FOLDER", "a folder in memory, for this process alone"),
        ("--baresip", usual.baresip, "PATH", "the program that speaks SIP"),
    )
    for flag, default, metavar, says in places:
        parser.add_argument(flag, type=Path, default=default, metavar=metavar, help=f"{says} (default: %(default)s)")
    parser.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help="the authority of the PBX's certificate; needed if the plan says transport: tls",
    )
    for name, default_port, says in (
        ("sip", usual.ports.sip, "of SIP, two for each of eight lines"),
        ("control", usual.ports.control, "of the loopback, one for each line"),
        ("rtp", usual.ports.rtp, "of voice, four for each line"),
    ):
        parser.add_argument(
            f"--{name}-port",
            type=_port,
            default=default_port,
            metavar="PORT",
            help=f"the first port {says} (default: %(default)s)",
        )
    given = parser.parse_args(arguments)
    return Settings(
        socket=given.socket,
        phrases=given.phrases.absolute(),
        secret=given.secret,
        run=given.run.absolute(),
        ca=given.ca and given.ca.absolute(),
        baresip=given.baresip,
        ports=Ports(given.sip_port, given.control_port, given.rtp_port),
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1024 <= int(text) <= PORT_MAX - LINES_PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 1024 to {PORT_MAX - LINES_PORTS}")
    return int(text)
