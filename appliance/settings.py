"""Where things lie and which doors stand open: the daemon's settings, from the command line. Knows nothing of calls."""

import argparse
import re
from pathlib import Path

import msgspec

from hardware.esphome.wire import DIAL_IN_PORT

DATA_DEFAULT = Path("/var/lib/handbell")
RUN_DEFAULT = Path("/run/handbell")
OPEN_WEBHOOK = "sh -c 'touch /var/lib/handbell-box/webhook-open && systemctl restart handbell-alert'"
"""What root does where no seed opens the webhook door; the unit looks for that file."""
BEGIN_UPS = (
    "sh -c 'touch /var/lib/handbell-box/ups-usb && systemctl start handbell-ups-driver.service handbell-ups.service'"
)
"""The same where no seed names the UPS on USB."""

_HOST_PORT = re.compile(r"(?P<host>\[[^\[\]]+\]|[^:\[\]]+):(?P<port>[0-9]{1,5})")


class Address(msgspec.Struct, frozen=True):
    """A host and a TCP port; port 0 lets the system choose."""

    host: str
    port: int


class Settings(msgspec.Struct, frozen=True):
    """`data` holds what must survive, `run` the sockets. A door that is None stays shut."""

    data: Path = DATA_DEFAULT
    run: Path = RUN_DEFAULT
    webhook: Address | None = None
    simulated: Address | None = None
    esphome: Address | None = None
    fixed_urls: bool = False
    dry_run: bool = False

    @property
    def buttons(self) -> dict[str, Address]:
        """Family of buttons → where they are heard; only those that are."""
        heard = {"simulated": self.simulated, "esphome": self.esphome}
        return {family: where for family, where in heard.items() if where is not None}

    @property
    def keys(self) -> Path:
        """Keys and credentials: kept apart from the logbook, so that a copy of one opens nothing of the other."""
        return self.data / "keys"

    @property
    def logbook(self) -> Path:
        """The record."""
        return self.data / "logbook"

    @property
    def restoring(self) -> Path:
        """What a restore is building. Nothing in it counts."""
        return self.data / "restoring"

    @property
    def restored(self) -> Path:
        """Keys and record of the box this one is to replace, whole; the next start puts them in their place (`swap`)."""
        return self.data / "restored"

    @property
    def growing(self) -> Path:
        """There from the start of the box until its data partition has the rest of the card (handbell-grow.service)."""
        return self.run.parent / "handbell-boot" / "growing"

    @property
    def plan_wanted(self) -> Path:
        """Written by a daemon that starts without a plan."""
        return self.run / "plan-wanted"

    @property
    def desk_socket(self) -> Path:
        """The desk line."""
        return self.run / "desk.sock"

    @property
    def feed_socket(self) -> Path:
        """The sealed feed."""
        return self.run / "feed.sock"


def parse(arguments: list[str]) -> Settings:
    """Read the command line; argparse prints and exits on what it cannot understand."""
    parser = argparse.ArgumentParser(
        prog="handbell alert", description="The alert daemon: hears presses, records, tells."
    )
    parser.add_argument("--data", type=Path, default=DATA_DEFAULT, help="folder that survives (default: %(default)s)")
    parser.add_argument("--run", type=Path, default=RUN_DEFAULT, help="folder of the sockets (default: %(default)s)")
    parser.add_argument("--webhook", type=address, metavar="HOST:PORT", help="open the HTTPS door for one-way devices")
    parser.add_argument("--simulated", type=address, metavar="HOST:PORT", help="listen for a pretend building")
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
    """`HOST:PORT`, the host in brackets for IPv6. Raises argparse's error for anything else."""
    found = _HOST_PORT.fullmatch(text)
    if found is None or int(found["port"]) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, for instance 0.0.0.0:8443 or [::]:8443")
    return Address(found["host"].strip("[]"), int(found["port"]))
