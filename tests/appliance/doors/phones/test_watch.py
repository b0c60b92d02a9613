"""Tests what is told of desk phones that do not work: in time, once, and one trouble for one cause."""

from collections.abc import Callable

import pytest
from msgspec import UNSET

from appliance.api.phones.messages import CALLS_MAX, Lines, Registration
from appliance.core.ground.words import Cause
from appliance.doors.phones import watch
from appliance.doors.phones.watch import (
    AWAY_AFTER_S,
    FIRST_REGISTERED_S,
    LINES_LOST_AFTER_S,
    PHRASES_AFTER_S,
    Seen,
    Watch,
)
from tests.appliance.doors.harness import Harness, school
from tests.appliance.doors.phones.phones import ANA, BEN, phones
from tests.patience import until

NOTHING: set[str] = set()
WELL = Seen(planned=True, connected=True, why=None, missing=())
AWAY = Seen(planned=True, connected=False)
UNKNOWN = Seen(planned=True, connected=True, why=UNSET)
REFUSED = Seen(planned=True, connected=True, why="403 Forbidden")
FEW = Seen(planned=True, connected=True, why=None, lines=(6, "baresip ended"))
SILENT = Seen(planned=True, connected=True, why=None, missing=("room two zero four", "a", "b", "c"))


class Desks:
    """What stands at the desks, and everything that ever stood there."""

    def __init__(self) -> None:
        self.stands: dict[str, str] = {"phones-unregistered": "of a run before this one"}
        self.raised: list[str] = []
        self.watch = Watch(self._report)
        self.now_s = 1000.0

    def _report(self, cause: Cause, says: str | None) -> None:
        if says is None:
            self.stands.pop(cause.what, None)
        else:
            self.raised.append(cause.what)
            self.stands[cause.what] = says

    def sees(self, seen: Seen, for_s: float = 0.0) -> set[str]:
        """Look now, and again after this time."""
        self.watch.look(seen, self.now_s)
        self.now_s += for_s
        self.watch.look(seen, self.now_s)
        return set(self.stands)


def test_what_stood_before_ends_once_it_is_known_to_be_well() -> None:
    desks = Desks()
    assert desks.sees(AWAY, 1.0) == {"phones-unregistered"}
    assert desks.sees(WELL) == NOTHING


def test_a_process_that_is_away_is_told_after_two_minutes_and_not_before() -> None:
    desks = Desks()
    desks.sees(WELL)
    assert desks.sees(AWAY, AWAY_AFTER_S - 1) == NOTHING
    assert desks.sees(AWAY, 1.0) == {"phones-not-connected"}
    assert desks.sees(WELL) == NOTHING
    assert desks.raised == ["phones-not-connected"]


def test_a_lost_registration_is_told_at_once_and_ends_by_itself() -> None:
    desks = Desks()
    desks.sees(WELL)
    assert desks.sees(REFUSED) == {"phones-unregistered"}
    assert 'Told by the phones: "403 Forbidden".' in desks.stands["phones-unregistered"]
    assert desks.sees(WELL) == NOTHING


@pytest.mark.parametrize("seen", [UNKNOWN, REFUSED], ids=["says nothing", "says not yet"])
def test_a_process_that_just_began_may_need_a_moment_to_register(seen: Seen) -> None:
    desks = Desks()
    desks.stands.clear()
    assert desks.sees(seen, FIRST_REGISTERED_S - 1) == NOTHING
    assert desks.sees(seen, 1.0) == {"phones-unregistered"}


def test_a_process_that_dies_while_the_phone_system_is_dead_is_never_two_troubles_and_never_none() -> None:
    desks = Desks()
    desks.sees(WELL)
    desks.sees(REFUSED)
    assert desks.sees(AWAY, AWAY_AFTER_S - 1) == {"phones-unregistered"}
    assert desks.sees(AWAY, 1.0) == {"phones-not-connected"}
    assert desks.sees(UNKNOWN) == NOTHING
    assert desks.sees(UNKNOWN, FIRST_REGISTERED_S) == {"phones-unregistered"}


def test_lines_that_stay_away_are_told_with_their_number_but_not_beside_a_dead_phone_system() -> None:
    desks = Desks()
    assert desks.sees(FEW, LINES_LOST_AFTER_S - 1) == NOTHING
    assert desks.sees(FEW, 1.0) == {"phones-lines-lost"}
    assert desks.stands["phones-lines-lost"].startswith(f"Of {CALLS_MAX} lines to the phone system 6 work.")
    assert desks.sees(REFUSED) == {"phones-unregistered"}


def test_phrases_have_time_to_be_recorded_and_the_first_missing_ones_are_named() -> None:
    desks = Desks()
    assert desks.sees(SILENT, PHRASES_AFTER_S - 1) == NOTHING
    desks.watch.begin_phrases_anew()
    assert desks.sees(SILENT, PHRASES_AFTER_S - 1) == NOTHING
    assert desks.sees(SILENT, 1.0) == {"phrases-missing"}
    assert '"room two zero four", "a", "b" and 1 more.' in desks.stands["phrases-missing"]
    assert desks.sees(WELL) == NOTHING


def test_without_desk_phones_in_the_plan_nothing_is_missed() -> None:
    desks = Desks()
    desks.sees(AWAY, AWAY_AFTER_S)
    assert desks.sees(Seen(planned=False, connected=False), AWAY_AFTER_S) == NOTHING


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let nobody wait: the times are proved above."""

    def set_times() -> None:
        for name in ("AWAY_AFTER_S", "FIRST_REGISTERED_S", "LINES_LOST_AFTER_S", "PHRASES_AFTER_S"):
            monkeypatch.setattr(watch, name, 0.0)

    return set_times


async def test_each_failure_is_one_trouble_at_the_desks_and_no_way_lost_beside_it(
    harness: Harness, soon: Callable[[], None]
) -> None:
    soon()
    async with phones(harness) as building:
        await until(lambda: building.trouble("phones-not-connected") is not None)
        async with building.process() as process:
            await until(lambda: building.trouble("phones-not-connected") is None)
            process.says(Registration(why="No answer from 10.20.0.5 port 5061."))
            await until(lambda: building.trouble("phones-unregistered") is not None)
            ways = harness.engine.heard.ways
            await until(lambda: ways.get(("phone", "")) is False)
            assert building.trouble("way-lost") is None
            process.says(Registration(why=None), Lines(working=7, why="one ended"))
            await until(lambda: building.trouble("phones-lines-lost") is not None)
            await until(lambda: ways.get(("phone", "")) is True and ways.get(("phone", ANA)) is True)
            assert ways["phone", BEN] is True
            assert building.trouble("phones-unregistered") is None
            await building.adopts(school())
            assert "no phone system" in await process.refused()
        await until(lambda: building.trouble("phones-lines-lost") is None)
