"""Tests that the former box's signature proves which calls were open, or that the restore says it is not proved. It is never guessed from
what is missing.
"""

from pathlib import Path

import pytest

from appliance.commands.restore import told
from appliance.logbook.predecessor import MAY_BE_OPEN
from appliance.restoring.restoring import Restored, restored
from appliance.settings import Settings
from appliance.vault.vault import Vault
from tests.appliance.logbook.box import box_at, call, stand_down
from tests.appliance.restoring.copied import copy_of, database, key_of, write_mirror

pytestmark = pytest.mark.slow  # these tests use real files and keys: in `make test`


NONE_OPEN = "No call was open."


@pytest.fixture
async def dead(tmp_path: Path) -> Path:
    """A box on which one call is over, and one is open."""
    folder = tmp_path / "dead"
    async with box_at(folder) as box:
        await box.keep(call(1, "B205"), stand_down(1))
        await box.keep(call(2, "B206"))
    return folder


def stream_of_the_open_call(dead: Path) -> bytes:
    with database(dead / "logbook" / "logbook.db") as db:
        [(stream,)] = db.execute("SELECT stream FROM open_incident")
    return bytes(stream)


def done(copy: Path, new: Settings) -> tuple[Restored, str]:
    """Restore; give also what is said of it."""
    found = restored(copy, key_of(), new)
    assert isinstance(found, Restored), found
    return found, " ".join(told(found))


def test_an_open_call_rings_and_nothing_else_is_asked_for(copy: Path, new: Settings) -> None:
    found, says = done(copy, new)
    assert (found.open_calls, found.lost_calls, found.unproven) == (1, 0, False)
    assert "One call was open and rings again." in says and "ask every room" not in says


async def test_a_quiet_house_is_proved_to_have_been_quiet(tmp_path: Path, new: Settings) -> None:
    async with box_at(tmp_path / "quiet") as box:
        await box.keep(call(1), stand_down(1))
    copy = copy_of(tmp_path / "quiet", tmp_path / "copy")
    with database(copy / "wraps.db") as db:
        [(first,)] = db.execute("SELECT min(number) FROM wrap WHERE number > 1").fetchall()
        db.execute("DELETE FROM wrap WHERE number >= ?", (first,))  # as once the call is reviewed
    found, says = done(copy, new)
    assert (found.open_calls, found.lost_calls, found.unproven) == (0, 0, False)
    assert NONE_OPEN in says and "ask every room" not in says


def test_a_copy_without_the_key_of_an_open_call_never_says_that_none_was_open(
    copy: Path, dead: Path, new: Settings
) -> None:
    with database(copy / "wraps.db") as db:
        db.execute("DELETE FROM wrap WHERE stream = ?", (stream_of_the_open_call(dead),))
    found, says = done(copy, new)
    assert (found.open_calls, found.lost_calls) == (0, 1)
    assert "1 call of the former box cannot be read, and may be open: ask every room." in says and NONE_OPEN not in says


def test_who_says_that_the_key_of_an_open_call_is_destroyed_is_not_believed(
    copy: Path, dead: Path, new: Settings
) -> None:
    with database(copy / "wraps.db") as db:
        stream = stream_of_the_open_call(dead)
        db.execute("INSERT INTO gone SELECT DISTINCT stream, key_no FROM wrap WHERE stream = ?", (stream,))
    found, _ = done(copy, new)
    assert (found.open_calls, found.lost_calls) == (1, 0)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE head SET is_open = NULL, is_open_signature = NULL",
        "UPDATE head SET is_open_signature = zeroblob(64)",
        "UPDATE head SET is_open = zeroblob(122)",
        "ALTER TABLE head DROP COLUMN is_open",
    ],
)
def test_without_a_signature_that_holds_every_room_is_asked(change: str, copy: Path, dead: Path, new: Settings) -> None:
    with database(copy / "mirror.db") as db:
        db.execute(change)
    with database(copy / "wraps.db") as db:
        db.execute("DELETE FROM wrap WHERE stream = ?", (stream_of_the_open_call(dead),))
    found, says = done(copy, new)
    assert (found.open_calls, found.lost_calls, found.unproven) == (0, 0, True)
    assert MAY_BE_OPEN in says and NONE_OPEN not in says


def test_what_was_signed_for_an_earlier_entry_proves_nothing(copy: Path, dead: Path, new: Settings) -> None:
    """The signature is from a moment in which no call was open yet."""
    vault = Vault.open(dead / "keys", mends=False)
    with database(copy / "mirror.db") as db:
        rows = db.execute("SELECT number, entry FROM entry ORDER BY number").fetchall()
    (copy / "earlier").mkdir()
    write_mirror(copy / "earlier", vault, rows[:2], [])
    with database(copy / "earlier" / "mirror.db") as db:
        signed = db.execute("SELECT is_open, is_open_signature FROM head").fetchone()
    with database(copy / "mirror.db") as db:
        db.execute("UPDATE head SET is_open = ?, is_open_signature = ?", signed)
    found, says = done(copy, new)
    assert found.unproven and found.open_calls == 1
    assert MAY_BE_OPEN in says, "more than those that ring"
