"""Every key and what it does, from the key table. Reads only."""

import textwrap

from appliance.words.kinds import KINDS
from tui.board.faces import Level
from tui.keys.key import Group
from tui.keys.table import KEYS
from tui.screens.reading import ReadingPanel

HELP_WIDTH = 51
"""What is left of 80 columns beside a key, its label and the scroll bar."""


class HelpPanel(ReadingPanel):
    """Keys by group, then the shapes."""

    opened_by = "help"

    def __init__(self) -> None:
        super().__init__("HELP: every key", help_lines())


def help_lines() -> tuple[str, ...]:
    """The whole help, wrapped for 80 columns."""
    lines: list[str] = []
    for group in Group:
        lines.append(group.value.upper())
        for key in KEYS:
            if key.group is group:
                first, *rest = textwrap.wrap(f"{key.help} {key.keyboard}", HELP_WIDTH)
                lines.append(f" {key.shown:<7}{key.label:<15}{first}".rstrip())
                lines += [f"{'':<23}{line}" for line in rest]
    lines.append("SHAPES")
    lines += [f" {KINDS[kind].shape} {KINDS[kind].title:<12} {KINDS[kind].sentence}" for kind in KINDS]
    lines += [f" {level.mark:<2}{level.value}" for level in Level]
    return tuple(lines)
