"""Looks on the disk which recorded phrases of the plan are there. Knows the names of files, and no sound."""

import os
from pathlib import Path

from appliance.doors.phones.there import Phrases
from appliance.plan.model import Plan
from appliance.speech.phrases import phrases_of

SUFFIX = ".wav"
CLIPS_READ_MAX = 8192
"""A plan of 1,000 rooms, 250 people and as many areas, in two languages, has some 3,000. A folder with more is not ours."""


def look(folder: Path, digest: str) -> Phrases:
    """Give the phrases for the plan with this digest (hexadecimal). Reads the disk, so no event loop may call it."""
    try:
        with os.scandir(folder / digest) as files:
            names = {each.name for each, _ in zip(files, range(CLIPS_READ_MAX), strict=False)}
    except OSError:
        return Phrases()
    there = frozenset(each.removesuffix(SUFFIX) for each in names if each.endswith(SUFFIX))
    return Phrases(digest, there) if there else Phrases()


def missing(plan: Plan, found: Phrases) -> tuple[str, ...]:
    """Give the words of every phrase of the plan that is not there."""
    return tuple(each.text for clip, each in phrases_of(plan).items() if clip not in found.there)
