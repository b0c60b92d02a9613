"""Holds the settings of `handbell page` as it serves: where it listens, where its certificate is, where the alert daemon is."""

import argparse
from pathlib import Path

import msgspec

from appliance.settings import Address, address
from appliance.settings import Settings as OfTheBox

PORT = 8444
"""The port of pages. 8443 is the webhook door's; a port below 1024 would need a privilege."""


PLAIN_PORT = 8080
"""The port of pages without encryption, which nobody opens unless the seed and the plan say so."""


class Settings(msgspec.Struct, frozen=True):
    """The settings. `tls` is the folder in which `handbell page certificate` puts the certificate."""

    listen: Address = Address("0.0.0.0", PORT)  # noqa: S104 (computers of the whole school open pages here)
    tls: Path = OfTheBox().pages
    alert: Path = OfTheBox().page_socket
    plain: Address | None = None
    """Where pages without encryption are served, if the plan says `plain_http: yes`; usually nowhere."""
    desks: Path = OfTheBox().run / "browser-desk.sock"


def parse(arguments: list[str]) -> Settings:
    """Read the command line; argparse prints and exits on what it cannot understand."""
    usual = Settings()
    parser = argparse.ArgumentParser(prog="handbell page serve", description="Serve the pages of this box to browsers.")
    parser.add_argument(
        "--listen",
        type=address,
        default=usual.listen,
        metavar="HOST:PORT",
        help=f"where browsers come in, over TLS (default: {usual.listen.host}:{PORT})",
    )
    parser.add_argument(
        "--tls", type=Path, default=usual.tls, metavar="FOLDER", help="folder of the certificate (default: %(default)s)"
    )
    parser.add_argument(
        "--alert", type=Path, default=usual.alert, metavar="SOCKET", help="the alert daemon's (default: %(default)s)"
    )
    parser.add_argument(
        "--desks",
        type=Path,
        default=usual.desks,
        metavar="SOCKET",
        help="of handbell browser-desk, for desks in browsers (default: %(default)s)",
    )
    parser.add_argument(
        "--plain",
        type=address,
        metavar="HOST:PORT",
        help=f"serve pages without encryption too, if the plan says plain_http: yes (such as 0.0.0.0:{PLAIN_PORT})",
    )
    return Settings(**vars(parser.parse_args(arguments)))
