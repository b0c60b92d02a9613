"""Gives a sound seed, and ways to spoil it one line at a time."""

from collections.abc import Callable

import pytest

from image_build.seed.read import Mistake, ParsedSeed, examine_seed
from tests.image_build.seeds import seed_text


@pytest.fixture(scope="session")
def sound() -> str:
    return seed_text()


@pytest.fixture
def spoilt(sound: str) -> Callable[..., ParsedSeed]:
    """Give the reading of the sound seed with pieces of its text exchanged for others."""

    def read(*exchanged: tuple[str, str]) -> ParsedSeed:
        text = sound
        for old, new in exchanged:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the seed"
            text = text.replace(old, new)
        return examine_seed(text)

    return read


@pytest.fixture
def only() -> Callable[[list[Mistake]], tuple[str, int, str]]:
    """Give path, line and sentence of the only mistake."""

    def told(mistakes: list[Mistake]) -> tuple[str, int, str]:
        assert len(mistakes) == 1, [each.told("seed") for each in mistakes]
        return mistakes[0].path, mistakes[0].line, f"{mistakes[0].says} {mistakes[0].do}"

    return told
