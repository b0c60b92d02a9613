"""Tests the educator's own page at the plain console, over a real desk line to a real box."""

from pathlib import Path

import pytest

from appliance.supports import own_texts
from appliance.supports.texts import OFFERS
from tests.tui.plain.test_records import TOLD, WORDS, somebody_at_a_desk
from tui.records.printing import NO_PRINTER

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_printer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whatever computer this runs on has none."""
    monkeypatch.setenv("PATH", str(tmp_path))


async def test_whoever_told_an_account_hears_their_page_in_either_language(tmp_path: Path) -> None:
    async with somebody_at_a_desk(tmp_path) as (_, person):
        assert "opens with the code on your receipt" in await person.hears("own page 1")
        await person.types(*TOLD[:-1])
        said = await person.hears("own page 1")
        assert own_texts.PRIVATE.en in said and WORDS in said
        assert "Nobody else has read it." in said
        assert all(text.title.en in said for text in OFFERS.values())
        spanish = await person.hears("own page 1 español")
        assert own_texts.PRIVATE.es in spanish and WORDS in spanish
        assert "Say English or español." in await person.hears("own page 1 klingon")
        assert NO_PRINTER in await person.hears("print own page 1")
