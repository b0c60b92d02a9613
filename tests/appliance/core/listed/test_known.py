"""What is adopted, declared and withdrawn: what is refused, what stands over a restart, and what an office reads in the timeline."""

import pytest

from appliance.core.ground.moment import Moment
from appliance.core.ground.rejections import Rejection
from appliance.core.ground.stands import Falls, Stands
from appliance.core.listed.commands import (
    AdoptCommunications,
    AdoptDuties,
    AdoptSchoolCalendar,
    DeclareClosing,
    WithdrawClosing,
)
from appliance.core.listed.events import (
    CALENDARS_KEPT,
    CLOSINGS_KEPT,
    AnyListedEvent,
    ClosingDeclared,
    ClosingWithdrawn,
    CommunicationsAdopted,
    DutiesAdopted,
    SchoolCalendarAdopted,
)
from appliance.core.listed.known import Known, after, note
from appliance.core.standing import changes
from appliance.core.transcript import line
from tests.appliance.core.story import Story

NOW = Moment(0, 1_796_097_600_000)  # Tue 1 Dec 2026
SNOW = DeclareClosing(by="R. Ortiz", first="2026-12-02", last="2026-12-02", why="a snow day")


def told(known: Known, *commands: object, now: Moment = NOW) -> Known:
    """Every command is taken."""
    for command in commands:
        events = note(known, command, now)  # type: ignore[arg-type]
        assert not isinstance(events, Rejection), (command, events)
        for event in events:
            known = after(known, event, now)
    return known


def calendar(number: int) -> AdoptSchoolCalendar:
    return AdoptSchoolCalendar(by="a", digest=f"{number:064}", document=b"c")


def test_what_counts_already_is_no_news_and_a_former_calendar_may_come_back() -> None:
    rules = AdoptDuties(by="a", digest="1" * 64, document=b"r")
    known = told(Known(), rules, calendar(1))
    assert note(known, rules, NOW) is Rejection.NO_NEWS
    assert note(known, calendar(1), NOW) is Rejection.NO_NEWS
    known = told(known, calendar(2), calendar(1))
    assert known.calendar == (3, calendar(1).digest)
    assert known.duties == "1" * 64


def test_a_closing_counts_until_it_is_withdrawn_and_its_number_is_never_given_again() -> None:
    known = told(Known(), SNOW)
    assert [each.why for each in known.closings] == ["a snow day"]
    assert note(known, SNOW, NOW) is Rejection.CLOSED_ALREADY
    withdraw = WithdrawClosing(by="R. Ortiz", day="2026-12-02", why="the storm passed")
    known = told(known, withdraw)
    assert known.closings == []
    assert note(known, withdraw, NOW) is Rejection.NO_SUCH_CLOSING
    assert [each.closing for each in told(known, SNOW).closings] == [2]


@pytest.mark.parametrize(
    ("changed", "why_not"),
    [
        ({"by": ""}, Rejection.SIGNED_BY_NOBODY),
        ({"by": "a\nb"}, Rejection.SIGNED_BY_NOBODY),
        ({"why": " "}, Rejection.CLOSING_WITHOUT_REASON),
        ({"why": "s" * 61}, Rejection.CLOSING_WITHOUT_REASON),
        ({"first": "2 Dec"}, Rejection.CLOSING_DAYS_WRONG),
        ({"first": "20261202"}, Rejection.CLOSING_DAYS_WRONG),
        ({"last": "2026-12-01"}, Rejection.CLOSING_DAYS_WRONG),
        ({"last": "2027-02-01"}, Rejection.CLOSING_DAYS_WRONG),
        ({"first": "2036-12-02", "last": "2036-12-02"}, Rejection.CLOSING_DAYS_WRONG),
        ({"ends_min": 0}, Rejection.CLOSING_DAYS_WRONG),
        ({"first": "9999-12-31", "last": "9999-12-31"}, Rejection.CLOSING_DAYS_WRONG),
    ],
)
def test_a_closing_that_cannot_be_meant_is_refused(changed: dict[str, object], why_not: Rejection) -> None:
    wrong = DeclareClosing(**({"by": SNOW.by, "first": SNOW.first, "last": SNOW.last, "why": SNOW.why} | changed))
    assert note(Known(), wrong, NOW) is why_not


@pytest.mark.parametrize(
    ("event", "expected", "says"),
    [
        (
            DutiesAdopted(by="R. Ortiz", digest="ab" * 32, document=b"r"),
            (Stands("duties"),),
            "Rules of duties abababab adopted by R. Ortiz.",
        ),
        (
            SchoolCalendarAdopted(by="R. Ortiz", digest="ab" * 32, document=b"c", version=9),
            (Stands("school-calendar:9"), Falls("school-calendar:3")),
            "School calendar abababab adopted by R. Ortiz.",
        ),
        (
            CommunicationsAdopted(by="R. Ortiz", digest="ab" * 32, document=b"d"),
            (Stands("communications"),),
            "Communications abababab adopted by R. Ortiz.",
        ),
        (
            ClosingDeclared(closing=90, by="R. Ortiz", first="2026-12-02", last="2026-12-03", why="a snow day"),
            (Stands("closing:90"), Falls("closing:10"), Falls("closing-withdrawn:10")),
            "No school on 2026-12-02 to 2026-12-03: a snow day. Declared by R. Ortiz.",
        ),
        (
            ClosingDeclared(
                closing=90, by="R. Ortiz", first="2026-12-02", last="2026-12-02", why="ice", ends_min=12 * 60
            ),
            (Stands("closing:90"), Falls("closing:10"), Falls("closing-withdrawn:10")),
            "School ends at 12:00 on 2026-12-02: ice. Declared by R. Ortiz.",
        ),
        (
            ClosingWithdrawn(closing=90, by="R. Ortiz", why="the storm passed"),
            (Stands("closing-withdrawn:90"),),
            "Closing 90 withdrawn by R. Ortiz: the storm passed.",
        ),
    ],
)
def test_each_stands_and_has_a_sentence(event: AnyListedEvent, expected: tuple[Stands | Falls, ...], says: str) -> None:
    assert changes(event) == expected
    assert line(event, Story().board.index) == says


def test_only_so_many_calendars_and_closings_stand_however_many_come() -> None:
    known = told(Known(), *(calendar(number) for number in range(CALENDARS_KEPT * 3)))
    for number in range(CLOSINGS_KEPT + 20):
        now = Moment(number, NOW.wall_ms + number * 86_400_000)
        first = f"{2026 + (11 + number // 28) // 12}-{(11 + number // 28) % 12 + 1:02}-{number % 28 + 1:02}"
        known = told(known, DeclareClosing(by="a", first=first, last=first, why="snow"), now=now)
        if number % 2:
            known = told(known, WithdrawClosing(by="a", day=first, why="none"), now=now)
    assert sum(key.startswith("school-calendar:") for key in known.entries) == CALENDARS_KEPT
    assert sum(key.startswith("closing:") for key in known.entries) == CLOSINGS_KEPT
    assert len(known.entries) <= CALENDARS_KEPT + 2 * CLOSINGS_KEPT
    assert known.declared == CLOSINGS_KEPT + 20


def test_a_restart_finds_the_same_from_what_stands() -> None:
    story = Story()
    drafts = AdoptCommunications(by="a", digest="2" * 64, document=b"d")
    for command in (AdoptDuties(by="a", digest="1" * 64, document=b"r"), calendar(1), drafts, SNOW):
        assert story.tell(command) is None
    again = Known()
    for at, event in story.board.listed.entries.values():
        again = after(again, event, at)
    assert again == story.board.listed


def test_one_file_of_communications_counts_and_the_same_one_again_is_no_news() -> None:
    first = AdoptCommunications(by="a", digest="1" * 64, document=b"d")
    known = told(Known(), first)
    assert known.communications is not None and known.communications[1].document == b"d"
    assert note(known, first, NOW) is Rejection.NO_NEWS
    known = told(known, AdoptCommunications(by="b", digest="2" * 64, document=b"e"))
    assert known.communications is not None and known.communications[1].document == b"e"
    assert list(known.entries) == ["communications"], "the one before stands no more"
    assert told(known, AdoptDuties(by="a", digest="1" * 64, document=b"r")).communications == known.communications
    assert note(Known(), AdoptCommunications(by="", digest="1" * 64, document=b"d"), NOW) is Rejection.SIGNED_BY_NOBODY
