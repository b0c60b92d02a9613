"""Looks on the disk which recorded phrases of the plan are there. Knows the names of files, and no sound."""

import os
import re
from pathlib import Path

from appliance.doors.phones.there import Phrases
from appliance.plan.model import Plan
from appliance.speech.clips import ClipId, is_clip_id, is_fixed
from appliance.speech.phrases import phrases_of

SUFFIX = ".wav"
_DIGEST = re.compile(r"[0-9a-f]{64}")
CLIPS_READ_MAX = 8192
"""A plan of 1,000 rooms, 250 people and as many areas, in two languages, has some 3,000. A folder with more is not ours."""


def look(folder: Path, digest: str) -> Phrases:
    """Give the phrases for the plan with this digest (hexadecimal). While it has none, give of the newest other plan those that are the
    same for every plan. Reads the disk, so no event loop may call it.
    """
    own = _clips_in(folder / digest)
    if own:
        return Phrases(digest, own)
    for other in _others(folder):
        if common := frozenset(each for each in _clips_in(other) if is_fixed(ClipId(each))):
            return Phrases(other.name, common)
    return Phrases()


def _clips_in(folder: Path) -> frozenset[str]:
    try:
        with os.scandir(folder) as files:
            names = {each.name for each, _ in zip(files, range(CLIPS_READ_MAX), strict=False)}
    except OSError:
        return frozenset()
    return frozenset(clip for each in names if each.endswith(SUFFIX) and is_clip_id(clip := each.removesuffix(SUFFIX)))


def _others(folder: Path) -> list[Path]:
    """Give the folders of all plans, the newest first."""
    try:
        found = [(each.stat().st_mtime_ns, each) for each in folder.iterdir() if _DIGEST.fullmatch(each.name)]
    except OSError:
        return []
    return [each for _, each in sorted(found, reverse=True)]


def missing(plan: Plan, found: Phrases) -> tuple[str, ...]:
    """Give the words of every phrase of the plan that is not there."""
    return tuple(each.text for clip, each in phrases_of(plan).items() if clip not in found.there)
