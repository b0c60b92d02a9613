"""A root shell inside a running box, over its second serial line. Only the harness asks for it, on the kernel's command line."""

import re
from dataclasses import dataclass

from image_build.boot.line import Line

# What systemd's debug shell is asked for with: a word on the kernel's command line, which only who holds the machine can write.
TTY = "ttyAMA1"
ASKED = f"systemd.debug_shell={TTY}"
FIRST_PROMPT_S = 300  # ten seconds after power on an idle computer; a busy one has taken two minutes
_COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x07]*\x07|\r")


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote, both streams, and its exit code."""

    code: int
    text: str


class Shell:
    """Commands one after the other. Not for two threads at once."""

    def __init__(self, line: Line) -> None:
        """`line` is connected to the terminal the shell is on; nothing is typed yet."""
        self.line = line
        self._count = 0
        self._ready = False

    def run(self, command: str, within_s: float = 120) -> Said:
        """Type a command and wait for its end. Raises Silent."""
        self._prepare()
        self._count += 1
        mark = f"handbell-{self._count}-"
        # the marks are typed in two halves, so that the echo of what is typed is not taken for the answer
        self.line.send(
            f"\nprintf '%s%s\\n' {mark} begin; {{ {command}\n}} 2>&1; printf '\\n%s%s %d\\n' {mark} end $?\n"
        )
        self.line.wait_for(f"{mark}begin\r?\n", within_s)
        end = self.line.wait_for(rf"(?s)(.*?)\r?\n{mark}end (\d+)\r?\n", within_s)
        return Said(int(end[2]), _COLOURS.sub("", end[1].decode(errors="replace")).strip())

    def _prepare(self) -> None:
        """Once: a shell without echo, prompt and line editing, which would stand between what is typed and what is answered."""
        if self._ready:
            return
        self.line.wait_for("# ", FIRST_PROMPT_S)  # what is typed before is thrown away as the terminal is set up
        self.line.send(
            "exec bash --noprofile --norc --noediting\nstty -echo -onlcr; PS1=; PS2=; echo ready-$((40 + 2))\n"
        )
        self.line.wait_for("ready-42", FIRST_PROMPT_S)
        self._ready = True
