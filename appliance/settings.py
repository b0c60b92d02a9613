"""Holds the daemon's settings from the command line: where things are, and which doors are open. Knows nothing of calls."""

import argparse
import re
from pathlib import Path

import msgspec

from hardware.esphome.wire import DIAL_IN_PORT

DATA_DEFAULT = Path("/var/lib/handbell")
RUN_DEFAULT = Path("/run/handbell")
OPEN_WEBHOOK = "sh -c 'touch /var/lib/handbell-box/webhook-open && systemctl restart handbell-alert'"
"""The command for root if no seed opens the webhook door; the unit looks for that file."""
BEGIN_UPS = (
    "sh -c 'touch /var/lib/handbell-box/ups-usb && systemctl start handbell-ups-driver.service handbell-ups.service'"
)
"""The command for root if no seed names the UPS on USB."""

_HOST_PORT = re.compile(r"(?P<host>\[[^\[\]]+\]|[^:\[\]]+):(?P<port>[0-9]{1,5})")


class Address(msgspec.Struct, frozen=True):
    """A host and a TCP port; port 0 lets the system choose."""

    host: str
    port: int


class Settings(msgspec.Struct, frozen=True):
    """The settings. `data` holds what must survive, `run` the sockets. A door that is None stays shut."""

    data: Path = DATA_DEFAULT
    run: Path = RUN_DEFAULT
    webhook: Address | None = None
    simulated: Address | None = None
    esphome: Address | None = None
    phones: Path | None = None
    fixed_urls: bool = False
    dry_run: bool = False

    @property
    def buttons(self) -> dict[str, Address]:
        """Family of buttons → the address where it is heard; only families that are heard."""
        heard = {"simulated": self.simulated, "esphome": self.esphome}
        return {family: where for family, where in heard.items() if where is not None}

    @property
    def keys(self) -> Path:
        """The folder of keys and credentials, apart from the logbook, so that a copy of one opens nothing of the other."""
        return self.data / "keys"

    @property
    def logbook(self) -> Path:
        """The folder of the record."""
        return self.data / "logbook"

    @property
    def restoring(self) -> Path:
        """The folder in which a restore builds. Nothing in it counts."""
        return self.data / "restoring"

    @property
    def restored(self) -> Path:
        """Keys and record of the box that this one is to replace, whole; the next start puts them in their place (`swap`)."""
        return self.data / "restored"

    @property
    def growing(self) -> Path:
        """The file that exists from the start of the box until its data partition has the rest of the card (handbell-grow.service)."""
        return self.run.parent / "handbell-boot" / "growing"

    @property
    def plan_wanted(self) -> Path:
        """The file that a daemon writes if it starts without a plan."""
        return self.run / "plan-wanted"

    @property
    def pages(self) -> Path:
        """The folder of whoever serves pages; its certificate there is shown to everybody, and its key to nobody else."""
        return self.data.parent / "handbell-page"

    @property
    def phrases(self) -> Path:
        """The folder of recorded phrases, in which each plan has a folder named by its digest (`handbell phrases`)."""
        return self.data.parent / "handbell-phrases"

    @property
    def desk_socket(self) -> Path:
        """The socket of the desk line."""
        return self.run / "desk.sock"

    @property
    def feed_socket(self) -> Path:
        """The socket of the sealed feed."""
        return self.run / "feed.sock"

    @property
    def page_socket(self) -> Path:
        """The socket of the pages' process."""
        return self.run / "page.sock"

    @property
    def phones_socket(self) -> Path:
        """The socket of the process of the desk phones."""
        return self.run / "phones.sock"


def parse(arguments: list[str]) -> Settings:
    """Read the command line; argparse prints and exits on what it cannot understand."""
    parser = argparse.ArgumentParser(
        prog="handbell alert", description="The alert daemon: hears presses, records, tells."
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder that survives (default: %(default)s)")
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    parser.add_argument("--webhook", type=address, metavar="HOST:PORT", help="open the HTTPS door for one-way devices")
    parser.add_argument("--simulated", type=address, metavar="HOST:PORT", help="listen for a pretend building")
    parser.add_argument("--phones", type=Path, metavar="PATH", help="let pretend telephones come in at this path")
    parser.add_argument(
        "--esphome",
        type=address,
        metavar="HOST:PORT",
        help=f"hear our buttons on the network; they call here (the box's own unit says 0.0.0.0:{DIAL_IN_PORT})",
    )
    parser.add_argument(
        "--fixed-urls", action="store_true", help="also answer fixed URLs (IP phones): prove nothing, off by default"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="check keys, record, plan and addresses, change nothing, and exit"
    )
    return Settings(**vars(parser.parse_args(arguments)))


def address(text: str) -> Address:
    """Read `HOST:PORT`, the host in brackets for IPv6. Raises argparse's error for anything else."""
    found = _HOST_PORT.fullmatch(text)
    if found is None or int(found["port"]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for instance 0.0.0.0:8443 or [::]:8443")
    return Address(found["host"].strip("[]"), int(found["port"]))
