"""Holds the settings of `handbell page` as it serves: where it listens, where its certificate is, where the alert daemon is."""

import argparse
from pathlib import Path

import msgspec

from appliance.settings import Address, address
from appliance.settings import Settings as OfTheBox

PORT = 8444
"""The port of pages. 8443 is the webhook door's; a port below 1024 would need a privilege."""


class Settings(msgspec.Struct, frozen=True):
    """The settings. `tls` is the folder in which `handbell page certificate` puts the certificate."""

    listen: Address = Address("0.0.0.0", PORT)  # noqa: S104 (computers of the whole school open pages here)
    tls: Path = OfTheBox().pages
    alert: Path = OfTheBox().page_socket


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
    return Settings(**vars(parser.parse_args(arguments)))
