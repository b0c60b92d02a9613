"""Tests one call button as its firmware behaves. The tests read as transcripts: what the button sends and what its lamp shows, second by
second.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hardware.ports import Phase
from hardware.simulated.board import Flash
from hardware.simulated.button import CallButton
from hardware.simulated.frames import (
    Challenge,
    CheckIn,
    FaultSeen,
    FromButton,
    Hello,
    Mended,
    Pressed,
    Refused,
    Tell,
    proves,
)

KEY = b"k" * 32
NONCE = bytes(32)
LEDGER = "ab" * 16
S = 1000


class Bench:
    """A button on a bench: time moves when it is told to, and what the button sends is kept."""

    def __init__(self, contacts: tuple[str, ...] = ("help", "hold", "medical"), flash: Flash | None = None) -> None:
        self.now_ms = 0
        self.sent: list[FromButton] = []
        self.flash = flash or Flash(LEDGER, dict.fromkeys(contacts, 0))
        self.button = CallButton("B204-1", KEY, self.flash, 0)

    def connect(self) -> "Bench":
        self.button.hear(Challenge(NONCE), self.now_ms)
        return self.take()

    def ready(self) -> "Bench":
        return self.connect().told(Phase.READY)

    def told(self, phase: Phase, epoch_rank: int = 1, ledger: str | None = None, **receipts: int) -> "Bench":
        self.button.hear(Tell(phase, epoch_rank, receipts, ledger), self.now_ms)
        return self.take()

    def press(self, contact: str = "help") -> "Bench":
        self.after(0.06)
        self.button.press(contact, self.now_ms)
        return self.take()

    def close(self) -> "Bench":
        self.button.close("help", self.now_ms)
        return self

    def open(self) -> "Bench":
        self.button.open("help", self.now_ms)
        return self

    def after(self, seconds: float, *, refreshed_as: Phase | None = None) -> "Bench":
        """Let time pass in the steps that the button itself asks for; meanwhile `refreshed_as` is told every 5 s."""
        end_ms, refresh_ms = self.now_ms + round(seconds * S), self.now_ms + 5 * S
        while self.now_ms < end_ms:
            deadline_ms = self.button.next_deadline(self.now_ms)
            steps = [end_ms, *([max(deadline_ms, self.now_ms + 1)] if deadline_ms is not None else [])]
            if refreshed_as is not None:
                steps.append(refresh_ms)
            self.now_ms = min(steps)
            if refreshed_as is not None and self.now_ms == refresh_ms:
                refresh_ms += 5 * S
                self.told(refreshed_as)
            self.take()
        return self

    def power_cut(self) -> "Bench":
        return Bench(flash=self.flash)

    def take(self) -> "Bench":
        self.sent += self.button.take(self.now_ms)
        return self

    @property
    def lamp(self) -> Phase:
        return self.button.lamp(self.now_ms)

    def presses(self) -> list[Pressed]:
        return [frame for frame in self.sent if isinstance(frame, Pressed)]

    def faults(self) -> list[str]:
        return [frame.what for frame in self.sent if isinstance(frame, FaultSeen)]


def test_it_greets_with_a_proof_and_checks_in() -> None:
    hello, check_in = Bench().connect().sent
    assert isinstance(hello, Hello)
    assert proves(hello, KEY, NONCE)
    assert check_in == CheckIn({"help": 0, "hold": 0, "medical": 0}, 5000)


def test_a_press_that_waited_is_sent_before_the_check_in() -> None:
    bench = Bench().press().after(3).connect()
    assert [type(frame) for frame in bench.sent] == [Hello, Pressed, CheckIn]
    assert bench.presses() == [Pressed("help", 1, 3000)]


def test_it_checks_in_every_minute() -> None:
    bench = Bench().ready().after(180, refreshed_as=Phase.READY)
    assert sum(isinstance(frame, CheckIn) for frame in bench.sent) == 4


def test_the_lamp_of_a_call() -> None:
    bench = Bench().ready()
    assert bench.lamp is Phase.READY
    assert bench.press().lamp is Phase.SENDING
    assert bench.told(Phase.RECEIVED, help=1).lamp is Phase.RECEIVED
    assert bench.told(Phase.ACKNOWLEDGED, help=1).lamp is Phase.ACKNOWLEDGED
    assert bench.told(Phase.ON_THE_WAY, help=1).lamp is Phase.ON_THE_WAY
    assert bench.told(Phase.ACKNOWLEDGED, help=1).lamp is Phase.ACKNOWLEDGED
    assert bench.told(Phase.READY, help=1).lamp is Phase.READY


@pytest.mark.parametrize("meanwhile", [Phase.READY, Phase.RECEIVED, Phase.SENDING, Phase.TEST])
def test_without_a_receipt_it_is_not_delivered_after_five_seconds_whatever_else_arrives(meanwhile: Phase) -> None:
    bench = Bench().ready().press()
    assert bench.told(meanwhile).after(4.9).told(meanwhile).lamp is Phase.SENDING
    assert bench.after(0.1).lamp is Phase.NOT_DELIVERED
    assert bench.told(meanwhile).lamp is Phase.NOT_DELIVERED
    assert bench.told(Phase.RECEIVED, help=1).lamp is Phase.RECEIVED


def test_a_receipt_without_a_desk_is_not_delivered_after_five_seconds_either() -> None:
    bench = Bench().ready().press().after(2).told(Phase.SENDING, help=1)
    assert bench.after(2.9).lamp is Phase.SENDING
    assert bench.told(Phase.SENDING, help=1).after(0.1).lamp is Phase.NOT_DELIVERED
    assert bench.told(Phase.RECEIVED, help=1).lamp is Phase.RECEIVED


def test_a_frightened_person_pressing_without_end_is_told_after_five_seconds_too() -> None:
    bench = Bench().ready()
    for _ in range(60):
        bench.press()
        bench.after(0.04)
    assert bench.flash.counters["help"] == 60
    assert bench.lamp is Phase.NOT_DELIVERED


def test_a_persons_acknowledgement_shows_though_the_receipt_is_withheld() -> None:
    bench = Bench().ready().press().after(3).told(Phase.ACKNOWLEDGED)
    assert bench.lamp is Phase.ACKNOWLEDGED
    assert bench.after(12, refreshed_as=Phase.ACKNOWLEDGED).lamp is Phase.ACKNOWLEDGED
    assert len(bench.presses()) > 5


def test_an_acknowledgement_of_an_earlier_press_does_not_cover_a_later_one() -> None:
    bench = Bench().ready().press().told(Phase.ACKNOWLEDGED, help=1).after(2)
    assert bench.press().lamp is Phase.SENDING
    assert bench.after(5).told(Phase.ACKNOWLEDGED, help=1).lamp is Phase.NOT_DELIVERED
    assert bench.told(Phase.ACKNOWLEDGED, help=2).lamp is Phase.ACKNOWLEDGED


def test_an_acknowledgement_covers_no_later_press_though_the_receipt_of_the_first_is_withheld() -> None:
    bench = Bench().ready().press().after(2).told(Phase.ACKNOWLEDGED).after(15, refreshed_as=Phase.ACKNOWLEDGED)
    assert bench.lamp is Phase.ACKNOWLEDGED
    assert bench.after(0.5).press().lamp is Phase.SENDING
    assert bench.after(4.9).lamp is Phase.SENDING
    assert bench.after(0.1).lamp is Phase.NOT_DELIVERED
    assert bench.told(Phase.RECEIVED, help=2).told(Phase.ACKNOWLEDGED).lamp is Phase.ACKNOWLEDGED


def test_pressing_without_end_after_an_acknowledgement_is_told_after_five_seconds_too() -> None:
    bench = Bench().ready().press().told(Phase.ACKNOWLEDGED)
    for _ in range(60):
        bench.press()
        bench.after(0.04)
    assert bench.lamp is Phase.NOT_DELIVERED


def test_a_phase_not_refreshed_is_not_believed_for_long() -> None:
    for phase in (Phase.READY, Phase.RECEIVED, Phase.ACKNOWLEDGED, Phase.ON_THE_WAY, Phase.TEST):
        bench = Bench().connect().told(phase)
        assert bench.after(14.9).lamp is phase
        assert bench.after(0.1).lamp is Phase.NOT_DELIVERED
        assert bench.told(phase).lamp is phase


def test_it_is_not_delivered_until_it_was_ever_told() -> None:
    assert Bench().connect().lamp is Phase.NOT_DELIVERED
    assert Bench().press().lamp is Phase.NOT_DELIVERED


def test_a_press_is_sent_again_every_two_seconds_and_after_a_minute_every_minute() -> None:
    bench = Bench().ready().press().after(59.5, refreshed_as=Phase.READY)
    assert len(bench.presses()) == 30
    bench.after(300, refreshed_as=Phase.READY)
    assert 34 <= len(bench.presses()) <= 36
    assert {press.counter for press in bench.presses()} == {1}
    bench.told(Phase.RECEIVED, help=1).after(120, refreshed_as=Phase.RECEIVED)
    assert len(bench.presses()) <= 36


def test_counts_survive_a_power_cut_and_their_age_is_unknown() -> None:
    bench = Bench().ready().press().press().press("medical").told(Phase.READY, medical=1)
    after = bench.power_cut()
    assert after.connect().presses() == [Pressed("help", 2, None)]
    assert after.told(Phase.READY).lamp is Phase.NOT_DELIVERED
    assert after.told(Phase.RECEIVED, help=2).lamp is Phase.RECEIVED


def test_a_receipt_survives_a_power_cut() -> None:
    after = Bench().ready().press().told(Phase.RECEIVED, help=1).power_cut()
    assert not after.connect().presses()


def test_every_contact_counts_for_itself() -> None:
    bench = Bench().ready().press("help").press("medical").press("help")
    assert bench.flash.counters == {"help": 2, "hold": 0, "medical": 1}
    assert bench.told(Phase.RECEIVED, help=2).lamp is Phase.SENDING
    assert bench.told(Phase.RECEIVED, medical=1).lamp is Phase.RECEIVED


def test_holding_help_counts_as_a_press_and_after_two_seconds_as_a_hold() -> None:
    bench = Bench().ready()
    bench.button.close("help", bench.now_ms)
    assert bench.after(1.9).flash.counters == {"help": 1, "hold": 0, "medical": 0}
    assert bench.after(0.1).flash.counters == {"help": 1, "hold": 1, "medical": 0}
    assert bench.presses()[-1] == Pressed("hold", 1, 0)
    bench.button.open("help", bench.now_ms)
    assert bench.after(5).flash.counters["hold"] == 1


def test_a_contact_that_opens_for_a_moment_is_still_held_since_it_closed() -> None:
    bench = Bench().ready().close().after(1.5).open().after(0.03).close()
    assert bench.after(0.46).flash.counters["hold"] == 0
    assert bench.after(0.01).flash.counters == {"help": 1, "hold": 1, "medical": 0}


def test_a_hold_that_was_counted_is_not_counted_again_after_a_moment_open() -> None:
    bench = Bench().ready().close().after(2.5).open().after(0.03).close().after(3)
    assert bench.flash.counters == {"help": 1, "hold": 1, "medical": 0}
    assert bench.open().after(0.05).close().after(2).flash.counters == {"help": 2, "hold": 2, "medical": 0}


def test_a_contact_without_a_hold_fitted_only_counts() -> None:
    bench = Bench(("help",)).ready()
    bench.button.close("help", 0)
    assert bench.after(10).flash.counters == {"help": 1}


def test_a_bounce_is_no_press() -> None:
    bench = Bench().ready()
    for at_ms in (0, 10, 20):
        bench.button.close("help", at_ms)
        bench.button.open("help", at_ms + 5)
    assert bench.flash.counters["help"] == 1


@pytest.mark.slow
def test_a_stuck_contact_is_named_once_and_mended_when_it_opens() -> None:
    bench = Bench().ready()
    bench.button.close("help", bench.now_ms)
    assert bench.after(59).faults() == []
    assert bench.after(120).faults() == ["stuck"]
    bench.button.open("help", bench.now_ms)
    assert Mended("stuck") in bench.after(0.05).sent


@pytest.mark.slow
def test_a_stuck_contact_that_opens_for_a_moment_is_still_stuck() -> None:
    bench = Bench().ready().close().after(120)
    assert bench.open().after(0.03).close().after(5).faults() == ["stuck"]
    assert Mended("stuck") not in bench.sent


def test_a_chattering_contact_still_counts_and_is_named() -> None:
    bench = Bench().ready()
    for _ in range(12):
        bench.press()
    assert bench.flash.counters["help"] == 12
    assert bench.faults() == ["chattering"]
    assert Mended("chattering") in bench.after(61, refreshed_as=Phase.READY).sent


def test_low_supply_is_named_once_and_mended_with_a_margin() -> None:
    bench = Bench().ready()
    for supply_mv in (4400, 4300, 4550):
        bench.button.set_supply(supply_mv)
    assert bench.take().faults() == ["low-supply"]
    bench.button.set_supply(4700)
    assert bench.take().sent[-1] == Mended("low-supply")


def test_faults_are_told_again_on_every_new_connection() -> None:
    bench = Bench().ready()
    bench.button.set_supply(4000)
    bench.take()
    bench.button.unlinked()
    assert bench.connect().faults() == ["low-supply", "low-supply"]


def test_an_older_box_is_not_obeyed_and_refreshes_nothing() -> None:
    bench = Bench().connect().told(Phase.READY, epoch_rank=5).after(10)
    assert bench.told(Phase.ON_THE_WAY, epoch_rank=4, help=9).lamp is Phase.READY
    assert bench.faults() == ["older-box"]
    assert bench.button.faults == {"older-box": "5"}, "the highest rank it has heard"
    assert bench.after(5).lamp is Phase.NOT_DELIVERED
    assert bench.power_cut().connect().told(Phase.READY, epoch_rank=4).lamp is Phase.NOT_DELIVERED


def test_a_receipt_of_another_counting_is_not_believed() -> None:
    bench = Bench().ready().press()
    assert bench.told(Phase.RECEIVED, ledger="cd" * 16, help=1).lamp is Phase.SENDING
    assert bench.told(Phase.RECEIVED, help=57).lamp is Phase.SENDING
    assert bench.faults() == ["unknown-count"]
    assert bench.after(5).lamp is Phase.NOT_DELIVERED
    assert bench.told(Phase.RECEIVED, ledger=LEDGER, help=1).lamp is Phase.RECEIVED


def test_nothing_is_sent_without_a_connection_and_all_of_it_after_one() -> None:
    bench = Bench().press().press().after(30)
    assert bench.sent == []
    assert [press.counter for press in bench.connect().presses()] == [1, 2]


def test_a_connection_silent_for_long_is_given_up() -> None:
    bench = Bench().ready().after(14.9)
    assert not bench.button.lost_touch(bench.now_ms)
    assert bench.after(0.1).button.lost_touch(bench.now_ms)


def test_a_refusal_is_kept_for_whoever_reads_the_button() -> None:
    bench = Bench().connect()
    bench.button.hear(Refused("not known here"), 0)
    assert bench.button.refused == "not known here"


@given(st.lists(st.sampled_from(["press", "tell", "receipt", "wait"]), max_size=30))
def test_the_button_always_names_its_next_deadline_and_never_a_past_one_twice(acts: list[str]) -> None:
    bench = Bench().ready()
    for act in acts:
        match act:
            case "press":
                bench.press()
            case "tell":
                bench.told(Phase.READY)
            case "receipt":
                bench.told(Phase.RECEIVED, help=bench.flash.counters["help"])
            case _:
                bench.after(1)
        deadline_ms = bench.button.next_deadline(bench.now_ms)
        assert deadline_ms is not None
        assert deadline_ms > bench.now_ms


class AnyOrder(RuleBasedStateMachine):
    """Checks promise 1 against a bookkeeping of its own, whatever happens in whatever order."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench().connect()
        self.waiting: dict[int, int] = {}  # counter of help → when it was pressed
        self.told_ms: int | None = None
        self.person_ms: int | None = None

    @rule()
    def press(self) -> None:
        self.bench.press()
        self.waiting[self.bench.flash.counters["help"]] = self.bench.now_ms

    @rule(seconds=st.sampled_from([0.3, 1.0, 4.0, 16.0]))
    def wait(self, seconds: float) -> None:
        self.bench.after(seconds)

    @rule(phase=st.sampled_from(Phase))
    def told(self, phase: Phase) -> None:
        self.bench.told(phase)
        self._heard(phase)

    @precondition(lambda self: self.bench.flash.counters["help"] > 0)
    @rule(phase=st.sampled_from(Phase), back=st.integers(0, 2))
    def receipt(self, phase: Phase, back: int) -> None:
        counter = max(0, self.bench.flash.counters["help"] - back)
        self.bench.told(phase, help=counter)
        self.waiting = {each: at for each, at in self.waiting.items() if each > counter}
        self._heard(phase)

    @rule()
    def lose_and_find_the_line(self) -> None:
        self.bench.button.unlinked()
        self.bench.connect()

    def _heard(self, phase: Phase) -> None:
        self.told_ms = self.bench.now_ms
        if phase not in {Phase.ACKNOWLEDGED, Phase.ON_THE_WAY}:
            self.person_ms = None
        elif self.person_ms is None:
            self.person_ms = self.bench.now_ms

    @invariant()
    def delivered_or_told(self) -> None:
        now_ms, lamp = self.bench.now_ms, self.bench.lamp
        if self.told_ms is None or now_ms - self.told_ms >= 15 * S:
            assert lamp is Phase.NOT_DELIVERED
            return
        unanswered_ms = [at for at in self.waiting.values() if self.person_ms is None or at > self.person_ms]
        if not unanswered_ms:
            return
        assert lamp in {Phase.SENDING, Phase.NOT_DELIVERED}
        if now_ms - min(unanswered_ms) >= 5 * S:
            assert lamp is Phase.NOT_DELIVERED


AnyOrder.TestCase.settings = settings(max_examples=60, stateful_step_count=25)
TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.pytestmark = pytest.mark.slow  # slow, since it plays many days
