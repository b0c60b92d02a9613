"""Reads the guidance that is shipped, and makes small files of guidance for tests."""

from pathlib import Path

from appliance.communications.guidance import Guidance
from appliance.communications.parse import parse

DRAFTS = Path(__file__).parents[3] / "appliance" / "communications" / "drafts"


def shipped(name: str = "neutral") -> Guidance:
    """Give a shipped file. It has no mistake."""
    parsed = parse(text_of(name))
    assert parsed.mistakes == ()
    assert parsed.guidance is not None
    return parsed.guidance


def text_of(name: str = "neutral") -> str:
    return (DRAFTS / f"{name}.toml").read_text(encoding="utf-8")


def told(text: str) -> list[str]:
    """Give the mistakes of a file as they are printed."""
    return [each.told("own.toml") for each in parse(text).mistakes]
