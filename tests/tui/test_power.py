"""Tests the supplies with a battery on the idle screen and in the morning check."""

from msgspec.structs import replace

from appliance.api.board.board import BoardView
from appliance.api.board.supervised import PowerLine
from appliance.flows.people.morning import morning
from tests.tui.boards import MORNING, board, call
from tests.tui.plain.conversation import Conversation
from tui.board.calm import calm
from tui.board.faces import Level, banners

NEARLY = "this box's battery is low. Then use the phone."
MAINS = PowerLine(name="UPS in the office", state="mains")


def on(state: str, **changes: object) -> PowerLine:
    return PowerLine(name="UPS in the office", state=state, **changes)


def test_a_box_that_watches_no_supply_says_so_and_is_well_for_all_that() -> None:
    shown = calm(board(), 0)
    assert ("Power", "not watched by this box") in shown.unwatched
    assert "Power" not in [name for name, _, _ in shown.lines]


def test_on_mains_the_idle_screen_says_so_and_on_battery_not_all_is_well() -> None:
    shown = calm(board(power=(MAINS,)), 0)
    assert ("Power", "mains: UPS in the office", True) in shown.lines
    assert "Power" not in [name for name, _ in shown.unwatched]
    assert not calm(board(power=(on("battery", minutes_left=23),)), 0).all_well


def test_the_morning_check_names_it_and_does_not_count_what_a_trouble_counts() -> None:
    found = morning(board(power=(on("battery", minutes_left=23),)), MORNING, (), 0)
    (power,) = [each for each in found if each.name == "Power"]
    assert (power.well, power.things) == (False, 0)


def nearly_dark(**changes: object) -> BoardView:
    return board(call(12, "B204"), power=(on("low", minutes_left=4, **changes),), spares_power=True)


def test_over_the_calls_it_stands_when_the_box_goes_dark_and_minutes_go_by() -> None:
    view = nearly_dark()
    (banner,) = banners(view, view.calls, 0)
    assert (banner.level, banner.text) == (Level.DANGER, f"DARK IN ABOUT 4 MIN: {NEARLY}")
    assert len(banner.text) <= 74
    assert "DARK IN ABOUT 1 MIN" in banners(view, view.calls, 3 * 60_000)[0].text
    assert "DARK IN ABOUT 0 MIN" in banners(view, view.calls, 30 * 60_000)[0].text


def test_where_the_ups_does_not_say_how_long_it_is_soon() -> None:
    view = replace(nearly_dark(), power=(on("low"),))
    assert banners(view, view.calls, 0)[0].text == f"DARK SOON: {NEARLY}"


def test_only_the_supplies_of_this_box_say_when_it_is_dark() -> None:
    switch = PowerLine(name="UPS in closet W", state="low", minutes_left=2, feeds_box=False)
    view = replace(nearly_dark(), power=(switch, on("low", minutes_left=9)))
    assert "DARK IN ABOUT 9 MIN" in banners(view, view.calls, 0)[0].text
    view = replace(view, power=(replace(switch, minutes_left=7), on("low", minutes_left=0)))
    assert "DARK IN ABOUT 0 MIN" in banners(view, view.calls, 0)[0].text


def test_a_supply_of_another_thing_makes_this_box_no_darker() -> None:
    view = replace(nearly_dark(), spares_power=False)
    assert banners(view, view.calls, 0) == ()


def test_the_plain_console_says_it_before_the_calls() -> None:
    desk = Conversation()
    desk.model = desk.model.with_board(nearly_dark(), 0)
    said = desk.hears("board")
    assert said.index("DARK IN ABOUT 4 MIN") < said.index("Call 12")
