"""Runs `handbell image seed`: prints a seed to start from, or checks one. Writes no file."""

import argparse
import sys
from pathlib import Path

from appliance.command_line import parser_of_steps
from appliance.envelope.public_half import shown
from appliance.plan.cli import summary
from appliance.plan.mistakes import Mistake, counted
from image_build.provision.buildings import Building
from image_build.provision.made_for import made_for
from image_build.seed.example import example
from image_build.seed.file import read_seed_file
from image_build.seed.model import CopyTo, Network, Pages, Seed, Static, Target
from sync.replica.marker import FOLDER


def main(arguments: list[str]) -> int:
    """Print a seed to start from, or say everything that is wrong with one.

    Returns the exit code: 0 sound, 1 mistakes; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    if asked.what == "example":
        sys.stdout.write(example())
        return 0
    reading = read_seed_file(asked.file)
    mistakes, warnings = list(reading.mistakes), list(reading.warnings)
    if reading.seed is not None:
        called = made_for(Building(asked.file, b"", reading.seed, reading.lines))
        mistakes, warnings = [each.mistake for each in called[0]], [*warnings, *(each.mistake for each in called[1])]
    lines = [each.told(str(asked.file)) for each in mistakes]
    lines += [f"warning: {each.told(str(asked.file))}" for each in warnings]
    lines += _mistakes(mistakes) if mistakes or reading.seed is None else in_short(reading.seed)
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if mistakes else 0


def in_short(seed: Seed) -> list[str]:
    """Say what a seed says, in a few lines and without a secret."""
    lines = [f"{seed.name}: this seed is sound.", f"  network: {'; '.join(_network(seed.network))}"]
    if seed.district is not None:
        token = "with a token" if seed.district.token else "without a token: for a box that is enrolled alone"
        lines.append(f"  district: {seed.district.server}, {token}")
    else:
        lines.append("  district: none; the record stays in this box")
    lines.append(
        f"  safety office: {in_groups(seed.office) if seed.office else 'none yet; nobody but this building can read the record'}"
    )
    lines.append(f"  copy of the record: {_copy(seed.copy)}")
    lines.append(f"  recovery phrase: {_recovery(seed)}")
    lines.append(f"  {counted(len(seed.buttons), 'secret')} of devices; {_ssh(seed)}")
    lines += [f"  pages in browsers: {_pages(seed.pages)}"] if seed.pages is not None else []
    return lines + (
        [f"  {each}" for each in summary(seed.plan)] if seed.plan else ["  plan: none; calls have no rooms"]
    )


def in_groups(fingerprint: str) -> str:
    """Write a fingerprint as the safety office prints it, so that two people can compare it over the phone."""
    return " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))


def _network(network: Network) -> list[str]:
    tag = f" with tag {network.vlan}" if network.vlan else ""
    return [
        f"{_address(network.address)}{tag}",
        *(f"{_address(each.address)} with tag {each.vlan} for {each.purpose}" for each in network.more),
    ]


def _address(address: Static | None) -> str:
    return "DHCP" if address is None else str(address.ip)


def _copy(copy: CopyTo | None) -> str:
    if copy is None:
        return "none; a dead card is a lost record"
    where = next((copy.told[name] for name in ("host", "endpoint", "path") if name in copy.told), "")
    return f"on the USB stick that has the folder {FOLDER}" if copy.to is Target.STICK else f"{copy.to}, {where}"


def _recovery(seed: Seed) -> str:
    if not seed.recovery:
        return "none yet; where nobody else can open what a new box needs, a dead card is a lost building"
    return f"its public half begins with {shown(seed.recovery)}"


def _ssh(seed: Seed) -> str:
    return f"{counted(len(seed.ssh_keys), 'key')} may log in by ssh" if seed.ssh_keys else "ssh is off"


def _pages(pages: Pages) -> str:
    certificate = "with a certificate" if pages.certificate else "without a certificate: the box asks for one"
    plain = "; also without TLS" if pages.plain else ""
    return f"at {', '.join((*pages.addresses, *pages.names))}, {certificate}{plain}"


def _mistakes(mistakes: list[Mistake]) -> list[str]:
    return ["", f"{counted(len(mistakes), 'mistake')}. Correct them and check again; nothing was changed."]


def _parser() -> argparse.ArgumentParser:
    parser = parser_of_steps(prog="handbell image seed", description="Print a seed to start from, or check one.")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("example", help="print a seed to start from")
    check = what.add_parser("check", help="say everything that is wrong with a seed")
    check.add_argument("file", type=Path, metavar="FILE")
    return parser
