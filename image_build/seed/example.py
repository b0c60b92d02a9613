"""Writes a seed to start from: explained line by line, with the example of a plan in it. It passes its own check."""

import textwrap
from importlib.resources import files

from appliance.plan.cli import example as plan_example
from image_build.seed.text import LAST_LINE

_END = f"""
# This must be the last line: a file without it was cut short on its way, and is refused.
{LAST_LINE}
"""


def example() -> str:
    """Return the whole text."""
    head = files("image_build.seed").joinpath("example.yaml").read_text(encoding="utf-8")
    plan = plan_example()
    # The plan's head, before its first section, describes a file of its own.
    plan = plan[plan.index("\nbuilding:") + 1 :]
    return f"{head}{textwrap.indent(plan, '  ')}{_END}"
