"""Tests that sealing is all or nothing: what cannot be sealed leaves the chain as it was, and the next sealed entry
follows the last one.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from appliance.core.devices.events import TroubleRaised
from appliance.core.events import Event
from appliance.core.ground.words import Cause
from appliance.engine.queries import Queries
from appliance.envelope.format import PLAINTEXT_LEN_MAX, FormatError
from appliance.plan.ids import IncidentId
from tests.appliance.logbook.box import Box, box_at, call, note, stand_down, undone

NO_ENTRY_HOLDS = {
    "a count beyond 64 bits": (lambda: call(3, counter=10**30), OverflowError),
    "text that is no UTF-8": (lambda: note(1, "\udc80"), UnicodeEncodeError),
    "more than an entry takes": (lambda: note(1, "x" * PLAINTEXT_LEN_MAX), FormatError),
    "an incident that nobody knows": (lambda: note(9, "?"), KeyError),
}


def state(box: Box) -> object:
    """Give everything from which a later entry follows."""
    chain = box.logbook.chain
    streams = [*chain.incidents.values(), *chain._taken_up.values(), *(each for each, _ in chain._stood_down.values())]
    told = [repr(stream) for stream in (*streams, chain.house)]
    return chain.head, told, list(chain.incidents), list(chain._taken_up), list(chain._stood_down), chain._house_month


@pytest.mark.slow
@pytest.mark.parametrize(("make", "error"), NO_ENTRY_HOLDS.values(), ids=NO_ENTRY_HOLDS)
async def test_what_no_entry_can_hold_changes_nothing_and_what_can_be_sealed_is(
    tmp_path: Path, make: Callable[[], Event], error: type[Exception]
) -> None:
    async with box_at(tmp_path) as box:
        await box.keep(call(1), call(7), stand_down(7))
        before = state(box)
        with pytest.raises(error):
            box.seal(call(2), note(1, "before"), stand_down(1), undone(1), stand_down(1), undone(7), make())
        assert state(box) == before
        await box.keep(call(2), note(1, "after"))
        assert [type(event).__name__ for event in await box.told()][-2:] == ["CallRaised", "NoteAdded"]
        queries = Queries(box.logbook, box.vault.building)
        await queries.verify_all()
        assert queries.verification.findings == [], "there is no gap in the chain"
    async with box_at(tmp_path) as box:
        assert list(box.logbook.chain.incidents) == [IncidentId("i-1"), IncidentId("i-2")]


async def test_a_new_month_and_a_new_key_are_taken_back_too(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        trouble = TroubleRaised(cause=Cause("disk", "main"), detail="full")
        await box.keep(call(1), trouble)
        box.logbook.chain.renew_keys()
        box.wall_ms += 40 * 86_400_000
        before = state(box)
        with pytest.raises(UnicodeEncodeError):
            box.seal(trouble, note(1, "\udc80"))
        with pytest.raises(KeyError):
            box.seal(trouble, note(1, "kept?"), note(9, "?"))
        assert state(box) == before
        await box.keep(trouble, note(1, "kept"))
        assert [type(event).__name__ for event in await box.told()][-2:] == ["TroubleRaised", "NoteAdded"]


async def test_counts_that_are_owed_stay_owed_where_nothing_was_sealed(tmp_path: Path) -> None:
    async with box_at(tmp_path) as box:
        counting = call(1).source.counting
        assert counting is not None
        box.logbook.owe_counts({counting: 5})
        with pytest.raises(OverflowError):
            box.seal(call(1, counter=10**30))
        assert len(box.seal(TroubleRaised(cause=Cause("disk", "main"), detail="full")).counters) == 1
