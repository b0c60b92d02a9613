"""Runs `handbell image boot`: starts an image under QEMU, with its serial console in this terminal. The image itself is not changed."""

import argparse
import os
import select
import sys
import tempfile
import termios
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hardware.esphome.wire import DIAL_IN_PORT
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from image_build.programs import CannotBuild

LEAVE: Final = b"\x1d"  # Ctrl-], as in telnet
FORWARDS: Final = {"buttons": DIAL_IN_PORT, "webhook": 8443, "ssh": 22}


def main(arguments: list[str]) -> int:
    """Start an image under QEMU.

    Returns the exit code: 0 left or switched off, 1 could not; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    setup = Setup(forwards=FORWARDS, outside=asked.outside, stick=asked.stick, processors=asked.processors)
    try:
        with tempfile.TemporaryDirectory(prefix="handbell-boot-") as folder:
            card = asked.card or Path(folder) / "card.img"
            if not card.exists():
                fresh_card(asked.image, card)
            if asked.seed:
                put_in(card, "handbell-seed.yaml", asked.seed.read_bytes())
            with Machine(card, Path(folder) / "machine", setup) as machine:
                machine.start()
                ports = ", ".join(f"{name} at 127.0.0.1:{port}" for name, port in machine.ports.items())
                sys.stdout.write(f"From outside: {ports}. The console follows; Ctrl-] leaves, and pulls the plug.\n")
                _together(machine, root=asked.root)
    except CannotBuild as why:
        sys.stderr.write(f"{why}\n")
        return 1
    except KeyboardInterrupt:  # when Ctrl-C is not passed to the box as a key
        sys.stdout.write("\n")
    return 0


def _together(machine: Machine, *, root: bool) -> None:
    """Join this terminal to one of the machine's lines, until somebody leaves or the machine ends."""
    line = machine.shell.line if root else machine.console
    shown = 0
    with _raw(sys.stdin.fileno()) as keys:
        while not machine.ended(0):
            text = line.text
            sys.stdout.write(text[shown:])
            sys.stdout.flush()
            shown = len(text)
            if not keys:
                machine.ended(0.2)
            elif select.select([keys], [], [], 0.1)[0]:
                typed = os.read(keys, 1024)
                if LEAVE in typed or not typed:
                    return
                line.send(typed.decode(errors="replace"))


@contextmanager
def _raw(keys: int) -> Iterator[int | None]:
    """Read every key as it is pressed, even Ctrl-C; None if there is no terminal with keys."""
    if not os.isatty(keys):
        yield None
        return
    before = termios.tcgetattr(keys)
    tty.setraw(keys)
    try:
        yield keys
    finally:
        termios.tcsetattr(keys, termios.TCSADRAIN, before)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell image boot", description="Start an image under QEMU's virt machine."
    )
    parser.add_argument("image", type=Path, help="the image, not compressed; it is not changed")
    parser.add_argument("--seed", type=Path, metavar="FILE", help="a seed to put onto the card before the start")
    parser.add_argument("--stick", type=Path, metavar="FILE", help="a file to put in as a USB stick")
    parser.add_argument(
        "--card", type=Path, metavar="FILE", help="keep the card here, and start from it again if it is there"
    )
    parser.add_argument(
        "--outside", action="store_true", help="let the box reach this computer (as 10.0.2.2) and what it reaches"
    )
    parser.add_argument("--root", action="store_true", help="a root shell instead of the console")
    parser.add_argument(
        "--processors", type=int, default=2, metavar="N", help="how many processors it has (default: 2)"
    )
    return parser
