"""Tests that what a restore leaves on a card goes when it is old enough, and is named beside destroyed records until then."""

from pathlib import Path

import pytest

from appliance.destroying import destroy
from appliance.left_behind import DAY_MS, KEPT_MS, WAITS_MS, looked_after
from appliance.settings import Settings
from appliance.swap import READY, alone, changing

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


NOW_MS = 1_795_960_980_000
SECRET = b"a reading key in clear" * 100


@pytest.fixture
def card(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data")
    for folder in ("before-restore-1/keys/reading", "restored/keys", "restoring/built/keys", "logbook"):
        (settings.data / folder).mkdir(parents=True)
        (settings.data / folder / "secret").write_bytes(SECRET)
    (tmp_path / "fetched").mkdir()
    return settings


def look(card: Settings, now_ms: int | None, unread: tuple[str, ...] = ()) -> tuple[str, ...]:
    return looked_after(card, now_ms, unread, card.data.parent / "fetched")


def there(card: Settings) -> set[str]:
    return {path.parts[len(card.data.parts)] for path in card.data.rglob("secret")}


def test_each_has_its_age_from_the_first_look_on(card: Settings) -> None:
    both = (
        "in before-restore-1 on the card of this box",
        "in what was restored, and not taken up, on the card of this box",
    )
    assert look(card, NOW_MS) == both
    assert there(card) == {"before-restore-1", "restored", "logbook"}, "what was cut off goes at once"
    assert look(card, NOW_MS + WAITS_MS - 1) == both
    assert look(card, NOW_MS + WAITS_MS) == both[:1] and there(card) == {"before-restore-1", "logbook"}
    assert look(card, NOW_MS + KEPT_MS - 1) == both[:1]
    assert look(card, NOW_MS + KEPT_MS) == () and there(card) == {"logbook"}, "the record itself stays"


def test_calls_that_nobody_looked_into_stay_however_old(card: Settings) -> None:
    for now_ms in (NOW_MS, NOW_MS + KEPT_MS):
        look(card, now_ms, ("before-restore-1",))
    assert "before-restore-1" in there(card)
    look(card, NOW_MS + KEPT_MS)
    look(card, NOW_MS + 2 * KEPT_MS)
    assert "before-restore-1" not in there(card), "90 days after that"


def test_a_clock_that_cannot_be_right_makes_nothing_old(card: Settings) -> None:
    for now_ms in (None, 1000 * DAY_MS, None, NOW_MS, 1000 * DAY_MS, NOW_MS):
        look(card, now_ms)
    assert "before-restore-1" not in there(card), "from a thousand days after 1970 on it is old"
    assert look(card, NOW_MS) == ()


def test_a_clock_that_was_ahead_counts_anew(card: Settings) -> None:
    look(card, NOW_MS + 400 * DAY_MS)
    look(card, NOW_MS)
    look(card, NOW_MS + KEPT_MS - 1)
    assert "before-restore-1" in there(card)


def test_what_somebody_said_yes_to_waits_as_long_as_a_call_is_open(card: Settings) -> None:
    (card.restored / READY).write_bytes(b"")
    for now_ms in (NOW_MS, NOW_MS + 2 * WAITS_MS):
        assert look(card, now_ms) == ("in before-restore-1 on the card of this box",)
    assert "restored" in there(card)


def test_who_restores_is_not_disturbed(card: Settings) -> None:
    with alone(card), changing(card):
        look(card, NOW_MS)
    assert "restoring" in there(card)


def test_a_copy_that_was_fetched_is_named(card: Settings, tmp_path: Path) -> None:
    (tmp_path / "fetched" / "copy").mkdir()
    assert look(card, None)[-1] == "in the copy that was fetched to the card of this box"


def test_what_is_destroyed_is_overwritten_first_and_nothing_beside_it(tmp_path: Path) -> None:
    (folder := tmp_path / "folder").mkdir()
    for name in ("secret", "beside"):
        (tmp_path / name).write_bytes(SECRET)
    (folder / "link").symlink_to(tmp_path / "beside")
    (folder / "other name").hardlink_to(tmp_path / "secret")
    destroy(folder)
    destroy(folder)
    destroy(tmp_path / "nothing")
    assert not folder.exists()
    assert (tmp_path / "secret").read_bytes() == bytes(len(SECRET)), (
        "by its other name it is seen that it was overwritten"
    )
    assert (tmp_path / "beside").read_bytes() == SECRET
