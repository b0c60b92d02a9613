"""A box under emulation as a proof talks to it: as root inside, at the serial console, by its card from outside. It starts and kills
nothing.

Waits are long: a start takes half a minute on an idle computer, and has taken eight minutes on a very busy one. All of them end early.
"""

import re
import time
from collections.abc import Callable

from image_build.boot.card import read_from
from image_build.boot.line import Silent
from image_build.boot.machine import Machine
from image_build.boot.shell import Said
from image_build.programs import CannotBuild, need
from tests.proof.layers import why_not

STARTED_WITHIN_S = 900.0
WITHIN_S = 600.0
LOOK_EVERY_S = 3.0  # each look starts a program inside, which takes time from what is measured
RESULT = "handbell-result.txt"
LINES_SHOWN = 60


def missing() -> str | None:
    """Say what this machine lacks to start an image, or give None."""
    try:
        need(["qemu-system-aarch64", "mcopy"])
    except CannotBuild as refused:
        return str(refused).splitlines()[0]
    return why_not()


class StartedBox:
    """One machine that was started. A failure says what was seen, with the end of the serial console."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    # ---- inside, as root

    def tries(self, command: str) -> Said:
        """Run a command inside; give what it said and its exit code."""
        try:
            return self.machine.shell.run(command, WITHIN_S)
        except Silent as silent:
            raise AssertionError(f"{command!r} inside did not end: {silent}\n{self.last_lines}") from None

    def root(self, command: str) -> str:
        """Run a command inside, which must succeed; give what it said."""
        said = self.tries(command)
        assert said.code == 0, f"{command!r} inside ended with {said.code}: {said.text}\n{self.last_lines}"
        return said.text

    def until_inside(self, command: str, pattern: str, within_s: float = WITHIN_S) -> str:
        """Run a command again and again until what it says matches; give what it said."""
        said = ""

        def matches() -> bool:
            nonlocal said
            said = self.tries(command).text
            return re.search(pattern, said) is not None

        self.until(matches, f"{command!r} inside says {pattern!r}", lambda: said, within_s)
        return said

    def shows(self, unit: str, what: str) -> str:
        """Give one property of a unit."""
        return self.root(f"systemctl show --value -p {what} {unit}")

    def armed(self) -> None:
        """Wait until the daemon has said that it is ready for presses."""
        self.until_inside("systemctl is-active handbell-alert", r"^active$", STARTED_WITHIN_S)

    # ---- at the serial console

    def hears(self, words: str, within_s: float = WITHIN_S) -> None:
        """Wait until the console says this, wherever its lines end. `words` is a pattern; the search begins after the last one found."""
        try:
            self.machine.console.wait_for(words.replace(" ", r"\s+"), within_s)
        except Silent:
            raise AssertionError(
                f"the console did not say {words!r} within {within_s:.0f} s.\n{self.last_lines}"
            ) from None

    def types(self, line: str) -> None:
        """Type a line, a moment after the last words: the console asks whoever answers at once to look again."""
        time.sleep(2)
        self.machine.console.send(f"{line}\r")

    @property
    def last_lines(self) -> str:
        """The end of what the serial console said."""
        lines = self.machine.console.text.splitlines()[-LINES_SHOWN:]
        return "\n".join(["---- the serial console, its last lines:", *lines])

    # ---- outside

    @property
    def result(self) -> str:
        """What the box says of its seed, read off the card as on any computer; empty until it says something."""
        return (read_from(self.machine.card, RESULT) or b"").decode("utf-8-sig").replace("\r\n", "\n")

    def until_result(self, words: str) -> None:
        """Wait until the card says this."""
        self.until(lambda: words in self.result, f"{RESULT} says {words!r}", lambda: self.result)

    def until(
        self, holds: Callable[[], bool], what: str, seen: Callable[[], str] = str, within_s: float = WITHIN_S
    ) -> None:
        """Look again and again until it holds. `what` completes "it did not come that …"; `seen` says what there was instead."""
        end = time.monotonic() + within_s
        while not holds():
            assert time.monotonic() < end, (
                f"it did not come within {within_s:.0f} s that {what}. Seen last:\n{seen()}\n{self.last_lines}"
            )
            time.sleep(LOOK_EVERY_S)
