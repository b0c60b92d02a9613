"""Reads what is shipped about communications: checklists, draft statements, who may speak. Once, when somebody first asks for it."""

import functools
from importlib.resources import files

from appliance.communications.guidance import Guidance
from appliance.communications.parse import parse


@functools.cache
def guidance() -> Guidance:
    """Give the guidance that is shipped."""
    parsed = parse(files("appliance.communications").joinpath("drafts", "neutral.toml").read_text(encoding="utf-8"))
    assert parsed.guidance is not None, f"the shipped file has a mistake: {parsed.mistakes[:1]}"
    return parsed.guidance
