"""Tests when the line to the district is a trouble, and when it no longer is: by the clock alone, without a socket."""

from copy import replace

from appliance.core.district.events import ReceiptTaken
from appliance.core.district.statements import HeardOfDistrict, Known
from appliance.core.ground.moment import Moment
from appliance.district import troubles
from appliance.district.troubles import Look, findings
from appliance.district.trust import Trust
from tests.appliance.district.office import Reader

DAY_MS = 86_400_000
NOW = Moment(mono_ms=10 * DAY_MS, wall_ms=1_800_000_000_000)
OFFICE = Trust(b"b" * 16, b"x" * 16, root=b"r" * 32, recipients=(Reader("office").opening.public,))


def heard(**changes: object) -> HeardOfDistrict:
    """Make a line that is up, and was heard of this moment."""
    line = HeardOfDistrict(reachable=True, since_ms=0, heard_ms=NOW.mono_ms, sent=100, head_state="ok")
    for name, value in changes.items():
        setattr(line, name, value)
    return line


def look(line: HeardOfDistrict, trust: Trust = OFFICE, **changes: object) -> dict[str, str]:
    """Give what is wrong: cause → sentence. A None stands for something known to be right."""
    receipt = ReceiptTaken(number=100, received_ms=1, statement=b"", key=b"", signature=b"")
    whole = Look(Known(root=trust.root, receipt=receipt), line, trust, NOW, True, NOW.wall_ms - 30 * DAY_MS)
    return {cause.what: says for cause, says in findings(replace(whole, **changes)) if says is not None}  # type: ignore[arg-type]


def spoken_of(line: HeardOfDistrict, **changes: object) -> set[str]:
    whole = Look(Known(root=OFFICE.root), line, OFFICE, NOW, True, NOW.wall_ms)
    return {cause.what for cause, _ in findings(replace(whole, **changes))}  # type: ignore[arg-type]


def test_two_names_of_the_building_are_trouble_until_they_are_of_one_again() -> None:
    line = heard(building_name="Roosevelt")
    says = look(line, plan_name="Lincoln")["building-name-differs"]
    assert "The district calls this building 'Roosevelt', the plan calls it 'Lincoln'" in says
    for named, plan in (("lincoln", "Lincoln"), ("Roosevelt", ""), ("", "Lincoln")):
        told = heard(building_name=named)
        assert look(told, plan_name=plan) == {}
        assert "building-name-differs" in spoken_of(told, plan_name=plan), "it is over"


def test_what_the_district_calls_it_holds_until_it_says_another_while_nothing_is_heard() -> None:
    silent = heard(building_name="Roosevelt", heard_ms=NOW.mono_ms - troubles.LINE_DOWN_MS)
    assert "building-name-differs" not in spoken_of(silent, plan_name="Roosevelt")


def test_a_line_that_is_up_is_no_trouble() -> None:
    assert look(heard()) == {}


def test_a_line_down_for_five_minutes_is_trouble_and_not_a_moment_before() -> None:
    line = heard(reachable=False, why="no route to the host")
    line.since_ms = NOW.mono_ms - troubles.LINE_DOWN_MS + 1
    assert look(line) == {}
    line.since_ms -= 1
    assert "no route to the host" in look(line)["district-line"]


def test_a_restart_does_not_end_the_trouble_of_a_line_that_is_down_still() -> None:
    assert "district-line" not in spoken_of(heard(reachable=False, since_ms=NOW.mono_ms - 1000))
    assert "district-line" not in spoken_of(HeardOfDistrict(heard_ms=NOW.mono_ms - 1000))
    assert "district-line" in spoken_of(heard())


def test_an_uplink_that_says_nothing_is_a_line_that_is_down_whatever_it_said_last() -> None:
    silent = heard(heard_ms=NOW.mono_ms - troubles.LINE_DOWN_MS)
    assert "handbell-uplink" in look(silent)["district-line"]
    never = HeardOfDistrict()
    assert "handbell-uplink" in look(never)["district-line"]


def test_a_building_without_a_safety_office_has_no_line_that_could_be_down() -> None:
    assert "district-line" not in look(HeardOfDistrict(), Trust(b"b" * 16, b"x" * 16))


def test_a_week_after_it_began_a_record_nobody_outside_can_open_is_trouble() -> None:
    nobody = replace(OFFICE, recipients=())
    assert look(heard(), nobody, recording_since_ms=NOW.wall_ms - 7 * DAY_MS + 1) == {}
    assert "notice" in look(heard(), nobody, recording_since_ms=NOW.wall_ms - 7 * DAY_MS)["office-unknown"]
    assert "handbell trust" in look(heard(), replace(nobody, root=b""))["office-unknown"]
    assert "office-unknown" in look(heard(), nobody, recording_since_ms=None)


def test_days_are_not_counted_by_a_clock_nobody_trusts() -> None:
    assert not {"office-unknown", "opened-overdue"} & spoken_of(heard(opened_overdue=3), clock_trusted=False)


def test_overdue_opened_is_counted() -> None:
    assert "one part" in look(heard(opened_overdue=1))["opened-overdue"]
    assert "3 parts" in look(heard(opened_overdue=3))["opened-overdue"]


def test_a_district_that_signed_for_more_than_it_has_was_put_back() -> None:
    assert "up to 99" in look(heard(sent=99))["district-rolled-back"]
    assert look(heard(sent=100)) == {}
    assert look(heard(sent=99), known=Known(root=OFFICE.root)) == {}, "without a receipt there is nothing to compare"


def test_a_history_the_office_decided_against_is_one_trouble_and_not_a_district_that_was_put_back_as_well() -> None:
    assert look(heard(sent=12), decided_against=True) == {}
    assert "district-rolled-back" in spoken_of(heard(sent=12), decided_against=True), "one raised before is over"


def test_what_the_district_says_of_this_box_is_told() -> None:
    assert "district-says-fork" in look(heard(head_state="fork"))
    assert "box-superseded" in look(heard(head_state="superseded"))
    assert "box-revoked" in look(heard(head_state="revoked"))
    assert "entry 12" in look(heard(), replace(OFFICE, revoked_above=12))["box-revoked"]


def test_of_what_the_uplink_has_not_said_nothing_is_raised_and_nothing_restored() -> None:
    told = {"district-rolled-back", "district-says-fork", "box-superseded"}
    assert told <= spoken_of(heard())
    assert not told & spoken_of(heard(head_state=""))
    assert not told & spoken_of(heard(head_state="no-certificate", reachable=False))
    assert not told & spoken_of(HeardOfDistrict())
