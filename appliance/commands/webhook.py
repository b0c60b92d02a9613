"""Holds `handbell webhook`: gives IT what is needed to set up or try an HTTPS device. Reads keys of this box; presses nothing itself."""

import argparse
import os
import sys
from pathlib import Path

from appliance.command_line import parser_of_steps, said
from appliance.doors.webhook.certificate import kept_certificate, shown_certificate
from appliance.doors.webhook.signed_press import curl_line
from appliance.settings import DATA_DEFAULT, OPEN_WEBHOOK, RUN_DEFAULT, Settings
from appliance.vault.credentials import Credentials
from appliance.vault.errors import VaultError

_OPENS = f"A seed opens it whose plan has such devices; where there is no seed, root does: {OPEN_WEBHOOK}"


def main(arguments: list[str]) -> int:
    """Set up or try a one-way HTTPS device: print a signed curl line, or the certificate to pin."""
    asked = _parser().parse_args(arguments)
    settings = Settings(data=asked.data, run=asked.run)
    try:
        enters = _enters(settings.keys)
        certificate = kept_certificate(settings.keys) if enters else shown_certificate(settings.run)
        if certificate is None and not enters:
            return _cannot(f"the webhook door of this box was not opened since it was started. {_OPENS}")
        if certificate is None:
            return _cannot(
                f"there is no certificate in {settings.keys}: the alert daemon makes it when its webhook door is first opened. "
                + _OPENS
            )
        if asked.what == "certificate":
            says = f"SHA-256 {certificate.fingerprint}\npin sha256//{certificate.pin}\n{certificate.for_clients().decode()}"
        elif not enters:
            return _cannot(
                f"on a box nobody but its alert daemon looks into {settings.keys}. Press the device itself to try it."
            )
        else:
            key = asked.key or asked.button
            secret = Credentials(settings.keys / "credentials", mends=False).proof(key)
            if secret is None:
                return _cannot(
                    f"there is no key {key!r} in {settings.keys / 'credentials'}. Provision the button first."
                )
            says = curl_line(asked.url, certificate.pin, asked.button, asked.contact, asked.count, secret)
    except (VaultError, OSError) as error:
        return _cannot(said(error))
    sys.stdout.write(f"{says.rstrip()}\n")
    return 0


def _enters(folder: Path) -> bool:
    """Return whether this user may look into the folder; a folder that is not there keeps nobody out."""
    try:
        folder.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return os.access(folder, os.X_OK)


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell webhook", description=main.__doc__)
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    curl = what.add_parser("curl", help="print a curl command that presses a button")
    curl.add_argument("button", help="the button as the plan names it")
    curl.add_argument("contact", help="one of its contacts, such as help")
    curl.add_argument(
        "count", type=int, help="the device's own count of presses: higher than any before, or it is a repeat"
    )
    curl.add_argument(
        "--url", default="https://127.0.0.1:8443", help="where the webhook door is (default: %(default)s)"
    )
    curl.add_argument("--key", help="the button's key id, where it differs from its name")
    certificate = what.add_parser(
        "certificate", help="print the door's certificate and its fingerprint, to pin on devices"
    )
    for each in (curl, certificate):
        each.add_argument(
            "--data", type=Path, default=DATA_DEFAULT, help="the box's data folder (default: %(default)s)"
        )
        each.add_argument(
            "--run", type=Path, default=RUN_DEFAULT, help="folder of the daemon's sockets (default: %(default)s)"
        )
    return parser


def _cannot(why: str) -> int:
    print(f"handbell webhook: {why}", file=sys.stderr)  # noqa: T201
    return 1
