"""Runs commands in a root shell inside a running box, over its second serial line. Only the harness asks for that shell, on the
kernel's command line.
"""

import re
from dataclasses import dataclass

from image_build.boot.line import Line

# This word asks for systemd's debug shell. It stands on the kernel's command line, which only somebody who has the machine can write.
TTY = "ttyAMA1"
ASKED = f"systemd.debug_shell={TTY}"
FIRST_PROMPT_S = 300  # It takes ten seconds after power on an idle computer; a busy one has taken two minutes.
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\r")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote to both streams, and its exit code."""

    code: int
    text: str


class Shell:
    """Runs commands one after the other. Not for two threads at once."""

    def __init__(self, line: Line) -> None:
        """Prepare the shell. `line` is connected to the terminal of the shell; nothing is typed yet."""
        self.line = line
        self._count = 0
        self._ready = False

    def run(self, command: str, within_s: float = 120) -> Said:
        """Type a command and wait for its end. Raises Silent."""
        self._prepare()
        self._count += 1
        mark = f"handbell-{self._count}-"
        # The marks are typed in two halves, so that the echo of what is typed is not taken for the answer.
        self.line.send(
            f"\nprintf '%s%s\\n' {mark} begin; {{ {command}\n}} 2>&1; printf '\\n%s%s %d\\n' {mark} end $?\n"
        )
        self.line.wait_for(f"{mark}begin\r?\n", within_s)
        end = self.line.wait_for(rf"(?s)(.*?)\r?\n{mark}end (\d+)\r?\n", within_s)
        return Said(int(end[2]), _COLOURS.sub("", end[1].decode(errors="replace")).strip())

    def _prepare(self) -> None:
        """Start, once, a shell without echo, prompt and line editing: these would mix with the answers."""
        if self._ready:
            return
        self.line.wait_for("# ", FIRST_PROMPT_S)  # what is typed earlier is lost when the terminal is set up
        self.line.send(
            "exec bash --noprofile --norc --noediting\nstty -echo -onlcr; PS1=; PS2=; echo ready-$((40 + 2))\n"
        )
        self.line.wait_for("ready-42", FIRST_PROMPT_S)
        self._ready = True
