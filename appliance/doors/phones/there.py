"""Knows which recorded phrases are there, and says what can be said with them. Pure; `phrases` looks on the disk.

A name that is not there is passed over where the sentence is still true without it. So a caller hears "Handbell has your call", and whoever
is rung hears that a desk shows the place. With nothing at all there is a tone.
"""

import msgspec

from appliance.doors.phones.says import SILENCE, TONE, Said
from appliance.speech.clips import ClipId, is_fixed

_INSTEAD = {"has-your-call-from": "has-your-call", "use": "", "near": "", "phone-of": ""}
"""What leads to a name → what is said where the name is not there."""


class Phrases(msgspec.Struct, frozen=True):
    """The phrases that are there: the `digest` of the plan for which they were recorded, empty if none are, and the ids of all clips."""

    digest: str = ""
    there: frozenset[str] = frozenset()

    def those_there(self, said: Said) -> Said:
        """Give what can be said of this; a tone if nothing of it can."""
        if not said.clips or all(clip in self.there for clip in said.clips):
            return said
        found = tuple(clip for clip in self._without_names(said.clips) if clip in self.there)
        if not found or any(is_fixed(clip) and clip not in self.there for clip in said.clips):
            return TONE if said != SILENCE else SILENCE
        return Said(found, said.tone)

    def _without_names(self, clips: tuple[ClipId, ...]) -> list[ClipId]:
        """Leave out names that are not there, and whatever leads to them."""
        row: list[ClipId] = []
        for at, clip in enumerate(clips):
            language, _, word = clip.partition(".")
            follows = clips[at + 1] if at + 1 < len(clips) else None
            if word in _INSTEAD and follows is not None and follows not in self.there:
                instead = _INSTEAD[word]
                row += [ClipId(f"{language}.{instead}")] if instead else []
            elif clip in self.there or is_fixed(clip):
                row.append(clip)
            elif at and clips[at - 1].partition(".")[2] not in _INSTEAD:
                row.append(ClipId(f"{language}.place-in-words"))  # "A desk shows the place."
        return row
