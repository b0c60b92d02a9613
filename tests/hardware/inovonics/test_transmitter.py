"""Tests what one pendant's frames become: presses from its alarm bits, and what is wrong with it, each change once."""

from hardware.inovonics.codec import Transmission
from hardware.inovonics.signal import DAYS, WEAK_MARGIN, Week
from hardware.inovonics.transmitter import Transmitter, When
from hardware.inovonics.twin.radio import PretendTransmitter, through
from hardware.levels import HEARD, ButtonContact, Levels
from hardware.opened import Opened
from hardware.parts import PARTS
from hardware.signals import Fault, Mended, Press, Signal

UID = 0xB2000000 + 1234567
DAY = 20_000
WELL = {"low-battery", "tampered", "restarted", "other-part", "weak-signal", "stuck"}


class Worn:
    """A pendant with two alarms, both planned, and what the box has of it."""

    def __init__(self, part: str = "EN1223S") -> None:
        self.pendant = PretendTransmitter(UID, part)
        self.recorded: dict[tuple[str, str], int] = {}
        self.opened = Opened()
        self.now_s = 500.0
        self.restart(part)

    def restart(self, part: str = "EN1223S") -> None:
        levels = Levels(lambda button, contact: self.recorded.get((button, contact), 0), self.opened, holds=False)
        button_contacts = {1: ButtonContact("play-2", "help"), 2: ButtonContact("play-2", "medical")}
        self.box = Transmitter("play-2", part, button_contacts, levels, Week())

    def hears(
        self,
        frame: Transmission,
        *,
        line: str = "radio-a",
        after_s: float = 1.0,
        day: int = DAY,
        live: bool = True,
        resent: bool = False,
    ) -> list[Signal]:
        self.now_s += after_s
        said = self.box.heard(frame, When(line, self.now_s, day, live=live, resent=resent))
        for each in said:
            if isinstance(each, Press):
                self.recorded[each.button, each.contact] = each.counter or 0
        return said


def test_the_first_frame_says_of_everything_whether_it_is_well() -> None:
    worn = Worn()
    assert {each.what for each in worn.hears(worn.pendant.check_in()) if isinstance(each, Mended)} == WELL
    assert worn.hears(worn.pendant.check_in()) == []


def test_a_press_its_copies_and_its_end_are_one_press() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    pressed = worn.pendant.close()
    assert worn.hears(pressed) == [Press("play-2", "help", 1, 0, HEARD, hop="b212d687")]
    assert worn.hears(through(pressed, 0x010002BC), after_s=0.3) == []
    assert worn.hears(worn.pendant.open()) == []
    assert worn.hears(worn.pendant.close()) == [Press("play-2", "help", 2, 0, HEARD, hop="b212d687")]


def test_a_press_that_a_slow_receiver_passes_on_when_it_is_over_is_the_same() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    pressed, over = worn.pendant.close(), worn.pendant.open()
    assert [each.counter for each in worn.hears(pressed) if isinstance(each, Press)] == [1]
    worn.hears(over, after_s=0.3)
    assert worn.hears(pressed, line="radio-b", after_s=0.3) == []
    assert worn.hears(over, line="radio-b", after_s=0.3) == []
    assert [each.counter for each in worn.hears(pressed, after_s=0.1) if isinstance(each, Press)] == [2], "a new one"
    worn.hears(over)
    assert [each.counter for each in worn.hears(pressed, line="radio-b", after_s=5.0) if isinstance(each, Press)] == [3]


def test_a_press_that_a_repeater_passes_on_when_it_is_over_is_the_same() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    pressed, over = worn.pendant.close(), worn.pendant.open()
    by_repeater, over_by_repeater = through(pressed, 0x010002BC), through(over, 0x010002BC)
    assert [each.counter for each in worn.hears(pressed) if isinstance(each, Press)] == [1]
    worn.hears(over, after_s=0.3)
    assert worn.hears(by_repeater, after_s=0.3) == []
    assert worn.hears(over_by_repeater, after_s=0.3) == []
    assert [each.counter for each in worn.hears(by_repeater, after_s=5.0) if isinstance(each, Press)] == [2]
    worn.hears(over_by_repeater, after_s=0.3)
    assert worn.hears(pressed, after_s=0.3) == [], "the repeater was first"


def test_only_a_press_says_where_it_was_heard_first() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    (press,) = worn.hears(through(worn.pendant.close(2), 0x010002BC))
    assert press == Press("play-2", "medical", 1, 0, HEARD, hop="010002bc")


def test_an_alarm_that_is_still_up_in_later_check_ins_rings_no_more_and_is_stuck() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    worn.hears(worn.pendant.close())
    assert worn.hears(worn.pendant.check_in(), after_s=30) == []
    (stuck,) = worn.hears(worn.pendant.check_in(), after_s=180)
    assert isinstance(stuck, Fault)
    assert stuck.what == "stuck"
    assert worn.hears(worn.pendant.check_in(), after_s=180) == []
    assert worn.hears(worn.pendant.open()) == [Mended("play-2", "stuck")]


def test_a_press_that_only_a_check_in_tells_of_rings_with_an_unknown_age() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    worn.pendant.close()
    assert worn.hears(worn.pendant.check_in()) == [Press("play-2", "help", 1, None, HEARD, hop="b212d687")]


def test_what_the_receiver_says_again_after_a_restart_is_the_same_press() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    pressed = worn.pendant.close()
    worn.hears(pressed)
    worn.restart()
    said = worn.hears(pressed, live=False, resent=True)
    assert [each for each in said if isinstance(each, Press)] == [
        Press("play-2", "help", 1, None, HEARD, hop="b212d687")
    ]


def test_battery_case_and_a_new_start_are_each_told_once_and_mended_once() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    assert worn.hears(worn.pendant.change(low_battery=True, tampered=True)) == [
        Fault("play-2", "low-battery", ""),
        Fault("play-2", "tampered", ""),
    ]
    assert worn.hears(worn.pendant.check_in()) == []
    assert worn.hears(worn.pendant.reset()) == [
        Mended("play-2", "low-battery"),
        Fault("play-2", "restarted", ""),
    ]
    assert worn.hears(worn.pendant.change(tampered=False)) == [
        Mended("play-2", "tampered"),
        Mended("play-2", "restarted"),
    ]


def test_another_part_than_the_plan_has_is_named_and_rings_all_the_same() -> None:
    worn = Worn("EN1233D")
    worn.restart("EN1223S-60")
    said = worn.hears(worn.pendant.close())
    assert [type(each) for each in said if not isinstance(each, Mended)] == [Press, Fault]
    assert Fault("play-2", "other-part", "it says that it is EN1233D, the plan EN1223S-60") in said


def test_every_part_is_known_by_its_byte_with_and_without_60() -> None:
    for part in PARTS:
        worn = Worn(part)
        assert Mended("play-2", "other-part") in worn.hears(worn.pendant.check_in())


def test_a_weak_signal_is_told_until_a_day_without_one_has_passed() -> None:
    worn = Worn()
    worn.hears(worn.pendant.check_in())
    worn.pendant.margin = WEAK_MARGIN - 2
    (weak,) = worn.hears(worn.pendant.check_in())
    assert weak == Fault("play-2", "weak-signal", "margin 3 at its worst since yesterday")
    worn.pendant.margin = 30
    assert worn.hears(worn.pendant.check_in(), day=DAY + 1) == []
    assert worn.hears(worn.pendant.check_in(), day=DAY + 2) == [Mended("play-2", "weak-signal")]
    assert worn.box.week.worst == 3


def test_the_week_is_kept_over_a_restart_and_forgets_what_is_older() -> None:
    week = Week()
    for day in range(DAY, DAY + DAYS):
        week.heard(day - DAY + 1, day)
    assert Week(week.text).worst == 1
    week.heard(50, DAY + DAYS)
    assert [week.worst, Week(week.text).worst] == [2, 2]
    assert Week("rotten 1: :2 a:b 5").worst is None


def test_a_clock_set_back_forgets_days_that_have_not_been() -> None:
    week = Week()
    week.heard(1, DAY)
    week.heard(9, DAY - 400)
    assert week.worst == 9
