"""Where the whole report of a record may go, and for whom it is made."""

import msgspec

from appliance.flows.records.report import FORMATS, NOBODY, Goes, file_name, reader, spares_power, ways_out
from tests.tui.boards import board


def offered(*, printer: bool = True, kiosk: bool = False, spares_power: bool = False) -> list[Goes]:
    return [option.value for option in ways_out(printer=printer, kiosk=kiosk, spares_power=spares_power)]


def test_it_can_always_be_read_and_at_the_boxs_own_screen_it_goes_to_no_file() -> None:
    assert offered() == list(Goes)
    assert offered(printer=False) == [Goes.SCREEN, Goes.PDF, Goes.HTML]
    assert offered(kiosk=True) == [Goes.SCREEN, Goes.PRINTER]


def test_on_low_battery_nothing_is_made_for_paper() -> None:
    assert offered(spares_power=True) == [Goes.SCREEN, Goes.HTML]
    assert spares_power(msgspec.structs.replace(board(), spares_power=True))
    assert not spares_power(board()) and not spares_power(None)


def test_a_file_is_named_for_the_record_and_what_it_is() -> None:
    assert [file_name(12, goes) for goes in FORMATS] == ["record-12.pdf", "record-12.html"]
    assert file_name(12, Goes.PDF, "notice") == "notice-12.pdf"


def test_a_report_is_made_for_whoever_showed_who_they_are() -> None:
    proven = msgspec.structs.replace(board(), proven=True)
    assert proven.here is not None and reader(proven) == (proven.here.operator or NOBODY)
    assert reader(msgspec.structs.replace(board(), proven=False)) == NOBODY and reader(None) == NOBODY
