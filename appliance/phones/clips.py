"""Puts together what a call hears: clips of the plan's phrases, tones and silence. Knows files of sound, and no call.

Everything is 8 kHz, mono, 16 bits: what G.711 carries, so that baresip converts nothing. baresip ends a call where its file ends. So a
file is longer than the time after which it is given again.
"""

import array
import functools
import io
import logging
import math
import sys
import wave
from pathlib import Path

from appliance.api.phones.messages import Clips

RATE_HZ = 8000  # ITU-T G.711
SAMPLE_LEN = 2
AGAIN_S = 45.0
"""When the same is given again. What follows the sentence in the file is enough for 15 s more, and a supervisor that is silent for so long
hangs.
"""
LEAST_S = 60.0
PAUSE_S = 1.2  # between two times: who listens hears that it begins again
BETWEEN_CLIPS_S = 0.06  # as between words; without it two clips sound like one
TONE_HZ, TONE_S = 880.0, 0.4
TONE_LEVEL = (
    0.25  # of full scale: -12 dBFS, well above speech (-26 dBov, ITU-T P.56) and far from what hurts in a receiver
)
RAMP_S = 0.01  # without it a tone clicks
CLIP_S_MAX = 30.0  # the longest phrase is a sentence; a file of hours must not fill the memory
KEPT_CLIPS = 64
SENTENCE_S_MAX = 60.0  # many long clips: nobody listens longer before they press a key

log = logging.getLogger("handbell.phones")


class NoClip(ValueError):
    """A clip cannot be said. `str()` says which and why."""


def silence(seconds: float) -> bytes:
    """Give samples of silence."""
    return bytes(round(seconds * RATE_HZ) * SAMPLE_LEN)


@functools.cache
def tone() -> bytes:
    """Give the samples of the one tone that there is."""
    count, ramp = round(TONE_S * RATE_HZ), round(RAMP_S * RATE_HZ)
    loud = [min(1.0, at / ramp, (count - 1 - at) / ramp) * TONE_LEVEL * 32767 for at in range(count)]
    samples = array.array(
        "h", (round(level * math.sin(2 * math.pi * TONE_HZ * at / RATE_HZ)) for at, level in enumerate(loud))
    )
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


class Phrases:
    """The phrases of one plan: `FOLDER/DIGEST/ID.wav`."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._folder = folder / digest if digest else None
        self._read = functools.lru_cache(KEPT_CLIPS)(self._read_file)
        self._said: set[str] = set()

    def sentence(self, clips: Clips) -> bytes:
        """Give the samples of a sentence, without a pause after it; empty where it has no clips, or where one of them cannot be said: a
        sentence with a hole may say what is not true.
        """
        try:
            samples = silence(BETWEEN_CLIPS_S).join(self._read(clip) for clip in clips)
        except NoClip as why:
            self._say(str(why))
            return b""
        if len(samples) > SENTENCE_S_MAX * RATE_HZ * SAMPLE_LEN:
            self._say(f"A sentence of more than {SENTENCE_S_MAX:.0f} s is not said. Make the phrases anew.")
            return b""
        return samples

    def _read_file(self, clip: str) -> bytes:
        if self._folder is None:
            raise NoClip(
                "There are no phrases for this plan: calls hear tones alone. Make them: handbell phrases make."
            )
        path = self._folder / f"{clip}.wav"
        try:
            with wave.open(str(path), "rb") as read:
                form = (read.getframerate(), read.getnchannels(), read.getsampwidth())
                samples = read.readframes(round(CLIP_S_MAX * RATE_HZ) + 1)
        except (OSError, wave.Error, EOFError) as error:
            raise NoClip(
                f"The phrase {clip!r} cannot be read ({error or 'it ends too early'}): a tone in its place."
            ) from None
        if form != (RATE_HZ, 1, SAMPLE_LEN):
            raise NoClip(
                f"The phrase {clip!r} is not 8 kHz, mono, 16 bits: a tone in its place. Make the phrases anew."
            )
        if len(samples) > CLIP_S_MAX * RATE_HZ * SAMPLE_LEN:
            raise NoClip(f"The phrase {clip!r} is longer than {CLIP_S_MAX:.0f} s: a tone in its place.")
        return samples

    def _say(self, what: str) -> None:
        if what not in self._said and len(self._said) < KEPT_CLIPS:
            self._said.add(what)
            log.warning("%s", what)


def spoken(sentence: bytes, *, begins_with_tone: bool, repeats: bool) -> bytes:
    """Give a file for baresip: the tone where it begins with one, the sentence, and silence, or the sentence again and again."""
    begin = tone() + silence(PAUSE_S / 2) if begins_with_tone else b""
    if not sentence or not repeats:
        return _wav(begin + sentence + silence(LEAST_S))
    once = sentence + silence(PAUSE_S)
    times = math.ceil(LEAST_S * RATE_HZ * SAMPLE_LEN / len(once))
    return _wav(begin + once * times)


def _wav(samples: bytes) -> bytes:
    with io.BytesIO() as held:
        with wave.open(held, "wb") as written:
            written.setparams((1, SAMPLE_LEN, RATE_HZ, 0, "NONE", "not compressed"))
            written.writeframes(samples)
        return held.getvalue()
