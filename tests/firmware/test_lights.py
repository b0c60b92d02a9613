"""Tests what the two lights and the buzzer really do, millisecond by millisecond: each phase can be told apart, flashes are seldom, and it
is silent and dark when told so.
"""

from itertools import combinations
from pathlib import Path

import pytest

from hardware.ports import Phase
from tests.firmware.bench import Seen, compile_bench, run, seen

pytestmark = pytest.mark.slow

LOOKED_MS = 20
SHOWN_MS = 4_000  # as long as the slowest rhythm takes
FLASHES_IN_A_SECOND_MAX = 3  # WCAG 2.1, 2.3.1


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compile_bench("bench", tmp_path_factory.mktemp("bench"))


def watched(bench: Path, commands: list[str], from_ms: int = 0, for_ms: int = SHOWN_MS) -> list[Seen]:
    """Give what is seen every LOOKED_MS after these commands."""
    looks = [f"look {now_ms}" for now_ms in range(from_ms, from_ms + for_ms, LOOKED_MS)]
    return [seen(line) for line in run(bench, ["boot 0", *commands, *looks])]


def shown(bench: Path, phase: Phase) -> list[Seen]:
    """Give what is seen of a phase while nothing waits. *sending* can only be shown while something does."""
    return watched(bench, [f"tell 0 1 {phase} ours -1 -1 -1 -1 -1"])


def rises(lit: list[bool]) -> list[int]:
    """Give the looks at which the light goes on."""
    return [look for look in range(1, len(lit)) if lit[look] and not lit[look - 1]]


@pytest.fixture(scope="module")
def all_shown(bench: Path) -> dict[Phase, list[Seen]]:
    return {phase: shown(bench, phase) for phase in Phase}


def test_every_phase_is_shown_as_itself(all_shown: dict[Phase, list[Seen]]) -> None:
    assert {phase: {look.lamp for look in looks} for phase, looks in all_shown.items()} == {
        phase: {phase.value} for phase in Phase
    }


def test_no_light_flashes_more_than_three_times_a_second(all_shown: dict[Phase, list[Seen]]) -> None:
    second = 1000 // LOOKED_MS
    for phase, looks in all_shown.items():
        for lit in ([look.left > 0 for look in looks], [look.right > 0 for look in looks]):
            up = rises(lit)
            assert all(sum(start <= each < start + second for each in up) <= FLASHES_IN_A_SECOND_MAX for start in up), (
                phase
            )


def test_any_two_phases_differ_by_more_than_colour_or_brightness(all_shown: dict[Phase, list[Seen]]) -> None:
    """They differ by when each of the two lights is lit: for at least a tenth of the time, or once in a rhythm."""
    for one, other in combinations(Phase, 2):
        differing = sum(
            (a.left > 0, a.right > 0) != (b.left > 0, b.right > 0)
            for a, b in zip(all_shown[one], all_shown[other], strict=True)
        )
        assert differing >= 4, (one, other)


def test_bright_green_alone_is_a_persons_doing(all_shown: dict[Phase, list[Seen]]) -> None:
    def bright_green_alone(looks: list[Seen]) -> bool:
        return any(look.right > 0.5 for look in looks) and not any(look.left for look in looks)

    assert {phase for phase, looks in all_shown.items() if bright_green_alone(looks)} == {
        Phase.ACKNOWLEDGED,
        Phase.ON_THE_WAY,
    }


def test_ready_is_a_dim_blink_and_not_delivered_never_shows_green(all_shown: dict[Phase, list[Seen]]) -> None:
    levels = [look.right for look in all_shown[Phase.READY]]
    assert 0 < max(levels) <= 0.1
    assert 0 < sum(level > 0 for level in levels) * LOOKED_MS <= 100
    assert not any(look.right for look in all_shown[Phase.NOT_DELIVERED])
    assert max(look.left for look in all_shown[Phase.NOT_DELIVERED]) == 1


def test_not_delivered_beeps_for_a_minute_and_only_if_a_press_waits(bench: Path) -> None:
    nobody_pressed = watched(bench, [], for_ms=20_000)
    assert not any(look.buzzes for look in nobody_pressed)
    pressed = watched(bench, ["close 0 help", "open 80 help"], from_ms=100, for_ms=80_000)
    beeping = [look.buzzes for look in pressed]
    assert len(rises(beeping[: 3_000 // LOOKED_MS])) in {2, 3}  # the moment of the first look may cut the first beep
    assert not any(beeping[61_000 // LOOKED_MS :])


def test_a_press_after_a_persons_answer_beeps_for_a_minute_of_its_own(bench: Path) -> None:
    answered = [f"tell {now_ms} 1 acknowledged ours -1 -1 -1 -1 -1" for now_ms in range(2_000, 62_000, 10_000)]
    pressed = ["close 1000 help", "open 1080 help", *answered, "close 66000 help", "open 66080 help"]
    beeping = [look.buzzes for look in watched(bench, pressed, from_ms=66_100, for_ms=80_000)]
    assert len(rises(beeping)) > 50
    assert not any(beeping[61_000 // LOOKED_MS :])


@pytest.mark.parametrize(
    ("told", "silent", "dark"), [("", False, False), (" quiet", True, False), (" dark", True, True)]
)
def test_quiet_and_dark_are_obeyed_and_outlive_a_power_cut(bench: Path, told: str, silent: bool, dark: bool) -> None:
    commands = [f"tell 0 1 ready ours -1 -1 -1 -1 -1{told}", "boot 1000", "close 1000 help", "open 1080 help"]
    looks = watched(bench, commands, from_ms=1_000, for_ms=10_000)
    assert any(look.buzzes for look in looks) is not silent
    assert any(look.left or look.right for look in looks) is not dark
    assert {look.lamp for look in looks} == {"not-delivered"}


def test_a_contact_that_is_leaned_on_is_named_stuck_after_a_minute_until_it_opens(bench: Path) -> None:
    looks = watched(bench, ["close 0 help"], from_ms=59_900, for_ms=200)
    assert [look.faults for look in looks] == [""] * 5 + ["stuck help"] * 5
    opened = watched(bench, ["close 0 help", "look 60000", "open 61000 help"], from_ms=61_000, for_ms=80)
    assert [look.faults for look in opened] == ["stuck help"] * 4 + [""], "a bounce is no opening"


def test_flash_that_refuses_is_named_and_the_press_is_told_all_the_same(bench: Path) -> None:
    looks = watched(bench, ["worn 0", "close 10 help"], from_ms=100, for_ms=LOOKED_MS)
    assert (looks[0].faults, looks[0].counts.split()[0]) == ("flash-failed", "help=1/0@90")
