"""A clip has the rate, the band and the loudness of a telephone, and the same silence around it."""

import pytest

from appliance.voice.shaping import (
    LEAD_S,
    PAUSE_OF_SENTENCE_S,
    PAUSE_S,
    at_rate,
    for_telephone,
    in_band,
)
from appliance.voice.sound import CLIP_RATE_HZ, Sound, joined
from tests.appliance.voice.tones import level_at_db, level_db, peak_db, silence, tone

RATES = [8000, 16_000, 22_050, 24_000, 44_100]


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("hz", [400, 1000, 2500, 3100])
def test_what_is_in_the_band_keeps_its_loudness_from_any_rate(hz: int, rate_hz: int) -> None:
    whole = tone(hz, rate_hz=rate_hz)
    heard = in_band(at_rate(whole, 8000) if rate_hz != 8000 else whole)
    assert heard.rate_hz == 8000
    assert abs(heard.length_ms - 500) <= 1
    assert level_at_db(heard, hz) == pytest.approx(level_at_db(whole, hz), abs=1.5)


@pytest.mark.parametrize("hz", [50, 60, 120])
def test_hum_below_the_band_is_gone(hz: int) -> None:
    before, after = tone(hz, rate_hz=8000), in_band(tone(hz, rate_hz=8000))
    assert level_db(after) < level_db(before) - 25


@pytest.mark.parametrize("rate_hz", RATES[1:])
@pytest.mark.parametrize("hz", [4700, 6000, 7500])
def test_nothing_above_the_band_comes_back_within_it(hz: int, rate_hz: int) -> None:
    mixed = tone(hz, rate_hz=rate_hz, part=0.45)
    voice = tone(1000, rate_hz=rate_hz, part=0.45)
    both = Sound(rate_hz, type(voice.samples)("h", map(sum, zip(mixed.samples, voice.samples, strict=True))))
    clip = for_telephone(both, ends_sentence=False)
    came_back = abs(hz - round(hz / CLIP_RATE_HZ) * CLIP_RATE_HZ)
    assert level_at_db(clip, came_back) < level_at_db(clip, 1000) - 35


@pytest.mark.parametrize("part", [0.01, 0.1, 0.9])
def test_every_clip_is_as_loud_as_the_others_and_none_is_clipped(part: float) -> None:
    clip = for_telephone(tone(1000, part=part), ends_sentence=False)
    assert peak_db(clip) == pytest.approx(-15, abs=1)  # a tone of -18 dBFS
    assert peak_db(for_telephone(silence(), ends_sentence=False)) == float("-inf")


def test_silence_around_a_clip_is_cut_and_put_back_in_one_measure() -> None:
    spoken = joined([silence(seconds=1.0), tone(800, seconds=0.4), silence(seconds=2.0)])
    within, at_end = for_telephone(spoken, ends_sentence=False), for_telephone(spoken, ends_sentence=True)
    assert within.rate_hz == CLIP_RATE_HZ
    assert within.length_ms == pytest.approx(400 + 1000 * (LEAD_S + PAUSE_S), abs=30)
    assert at_end.length_ms - within.length_ms == pytest.approx(1000 * (PAUSE_OF_SENTENCE_S - PAUSE_S), abs=1)
    assert not any(within.samples[: int(LEAD_S * CLIP_RATE_HZ)])
