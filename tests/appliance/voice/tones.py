"""Sounds that no voice spoke, and how loud a sound is, in dB below full scale."""

import array
import math

from appliance.voice.sound import Sound


def tone(hz: int, *, rate_hz: int = 16_000, seconds: float = 0.5, part: float = 0.5) -> Sound:
    """Give a tone that is `part` of full scale."""
    turns = (math.sin(2 * math.pi * hz * at / rate_hz) for at in range(int(rate_hz * seconds)))
    return Sound(rate_hz, array.array("h", (round(32767 * part * each) for each in turns)))


def silence(*, rate_hz: int = 16_000, seconds: float = 0.5) -> Sound:
    """Give silence."""
    return Sound(rate_hz, array.array("h", bytes(2 * int(rate_hz * seconds))))


def level_db(sound: Sound) -> float:
    """Give the level of a whole sound; a sine of full scale has -3 dB."""
    return _db(math.sqrt(sum(each * each for each in sound.samples) / len(sound.samples)) / 32768)


def peak_db(sound: Sound) -> float:
    """Give the loudest sample."""
    return _db(max(map(abs, sound.samples), default=0) / 32768)


def level_at_db(sound: Sound, hz: int) -> float:
    """Give the level of one tone within a sound (Goertzel), as `level_db` gives it for that tone alone."""
    turn = 2 * math.cos(2 * math.pi * hz / sound.rate_hz)
    one = two = 0.0
    for sample in sound.samples:
        one, two = sample / 32768 + turn * one - two, one
    power = one * one + two * two - turn * one * two
    return _db(math.sqrt(2 * max(power, 0.0)) / len(sound.samples))


def _db(part: float) -> float:
    return 20 * math.log10(part) if part > 0 else -math.inf
