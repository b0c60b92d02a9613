"""Shapes a sound for a telephone: its rate, its band, its loudness, the silence around it. Pure; knows no file and no phrase."""

import array
import math
from collections.abc import Sequence
from operator import mul

from appliance.voice.sound import CLIP_RATE_HZ, Sound

BAND_HZ = (300, 3400)
"""What a telephone carries (ITU-T G.712). A clip is cut to this band before it is proved: what is proved is what is heard."""

TRANSITION_HZ = 800
"""From full to nothing, around the upper edge: G.712 lets a telephone fall off between 3,000 and 4,000 Hz too. What lies above 4,600 Hz
would come back below 3,400, and is gone by then.
"""

PEAK = 0.7 * 32767
"""-3 dBFS: G.711 clips nothing, and an adapter that is 3 dB too loud does not either."""

SPEECH_LEVEL = 0.126 * 32767
"""-18 dBFS while somebody speaks: as loud as persons on the same line (ITU-T P.56 has -20 to -26 for a good line; a hall is louder)."""

QUIET = 0.02
"""Below this part of the peak, -34 dB, is silence: breath and the noise of a voice's file, and no consonant."""

FRAME_S = 0.01
LEAD_S = 0.03
"""Kept before the first sound, so that it does not begin with a click."""
PAUSE_S = 0.08
"""Kept behind the last one, between two clips of one sentence."""
PAUSE_OF_SENTENCE_S = 0.2
"""Kept behind a clip that ends a sentence."""


def for_telephone(sound: Sound, *, ends_sentence: bool) -> Sound:
    """Give the sound at 8 kHz, in the band of a telephone, as loud as it should be, without the silence around it."""
    low_hz, high_hz = BAND_HZ
    samples = _without_low(_resampled(sound.samples, sound.rate_hz, CLIP_RATE_HZ, high_hz), CLIP_RATE_HZ, low_hz)
    return Sound(CLIP_RATE_HZ, _rounded(_levelled(_trimmed(samples, CLIP_RATE_HZ, ends_sentence=ends_sentence))))


def at_rate(sound: Sound, rate_hz: int) -> Sound:
    """Give the sound at another rate, whole."""
    if rate_hz == sound.rate_hz:
        return sound
    high_hz = min(sound.rate_hz, rate_hz) // 2 - TRANSITION_HZ // 2
    return Sound(rate_hz, _rounded(_resampled(sound.samples, sound.rate_hz, rate_hz, high_hz)))


def in_band(sound: Sound) -> Sound:
    """Give a sound of 8 kHz as the worst line in the band of a telephone carries it."""
    low_hz, high_hz = BAND_HZ
    cut = _resampled(sound.samples, sound.rate_hz, sound.rate_hz, high_hz)
    return Sound(sound.rate_hz, _rounded(_without_low(cut, sound.rate_hz, low_hz)))


def _resampled(samples: Sequence[float], from_hz: int, to_hz: int, high_hz: int) -> list[float]:
    """Give the samples at another rate, without what is above `high_hz`: a windowed sinc, one row of weights for each place between two
    samples.
    """
    common = math.gcd(from_hz, to_hz)
    up, down = to_hz // common, from_hz // common
    half = math.ceil(3.3 * from_hz / TRANSITION_HZ / 2)  # Hamming: 3.3 divided by the transition, for 53 dB
    rows = [_weights(phase / up, half, 2 * high_hz / from_hz) for phase in range(up)]
    silence = [0.0] * (half + 1)
    padded = [*silence, *samples, *silence]
    made: list[float] = []
    for at in range(len(samples) * up // down):
        whole, phase = divmod(at * down, up)
        made.append(sum(map(mul, rows[phase], padded[whole + 1 : whole + 2 * half + 2])))
    return made


def _weights(part: float, half: int, cut: float) -> list[float]:
    row = []
    for tap in range(-half, half + 1):
        away = tap - part
        window = 0.54 + 0.46 * math.cos(math.pi * away / (half + 1))
        ideal = cut if away == 0 else math.sin(math.pi * cut * away) / (math.pi * away)
        row.append(window * ideal)
    total = sum(row)
    return [weight / total for weight in row]


def _without_low(samples: list[float], rate_hz: int, low_hz: int) -> list[float]:
    """Take away what is below `low_hz`: a Butterworth filter of the fourth order, in two sections."""
    for angle in (math.pi / 8, 3 * math.pi / 8):
        samples = _section(samples, rate_hz, low_hz, 1 / (2 * math.cos(angle)))
    return samples


def _section(samples: list[float], rate_hz: int, low_hz: int, quality: float) -> list[float]:
    turn = 2 * math.pi * low_hz / rate_hz
    slope = math.sin(turn) / (2 * quality)
    whole = 1 + slope
    edge = (1 + math.cos(turn)) / 2 / whole
    back_one, back_two = -2 * math.cos(turn) / whole, (1 - slope) / whole
    in_one = in_two = out_one = out_two = 0.0
    made: list[float] = []
    for sample in samples:
        out = edge * (sample - 2 * in_one + in_two) - back_one * out_one - back_two * out_two
        in_one, in_two, out_one, out_two = sample, in_one, out, out_one
        made.append(out)
    return made


def _trimmed(samples: list[float], rate_hz: int, *, ends_sentence: bool) -> list[float]:
    """Cut silence away at both ends, and put the same silence around every clip."""
    limit = QUIET * max(map(abs, samples), default=0.0)
    loud = [at for at, sample in enumerate(samples) if abs(sample) > limit]
    if not loud:
        return []
    before, after = [0.0] * int(LEAD_S * rate_hz), PAUSE_OF_SENTENCE_S if ends_sentence else PAUSE_S
    fade = int(FRAME_S * rate_hz)
    kept = samples[max(0, loud[0] - fade) : loud[-1] + fade]
    return [*before, *kept, *([0.0] * int(after * rate_hz))]


def _levelled(samples: list[float]) -> list[float]:
    """Make it as loud as speech is on this line, and its peak no louder than allowed."""
    peak = max(map(abs, samples), default=0.0)
    if not peak:
        return samples
    spoken = [sample * sample for sample in samples if abs(sample) > QUIET * peak]
    gain = min(SPEECH_LEVEL / math.sqrt(sum(spoken) / len(spoken)), PEAK / peak)
    return [sample * gain for sample in samples]


def _rounded(samples: list[float]) -> array.array[int]:
    return array.array("h", (max(-32768, min(32767, round(sample))) for sample in samples))
