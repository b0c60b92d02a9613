"""What the demo's school has so that what is done before a call can be tried: who is away, trainings, exercises, cards that hang at doors.

Pure: texts of files as a school writes them, for `handbell readiness adopt`, `handbell exercises assign` and the door cards of a console.
Their days are counted from today, because a gap of last week is none.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files

from msgspec.structs import replace

from appliance.door_cards.card import door_cards
from appliance.door_cards.hung import list_of
from appliance.plan.ids import RoomId
from appliance.plan.model import Plan

DOORS = "doors.csv"
"""The codes of the cards that hang at the doors."""
RENAMED, WITHOUT_CARD = RoomId("B202"), RoomId("C120")
"""The card of the first room is out of date: its telephone had another name. At the door of the second room no card hangs."""
ARRANGEMENTS, TRAININGS, ADULTS, HELD, EXERCISES = (
    "arrangements.toml",
    "trainings.toml",
    "adults.csv",
    "held.csv",
    "exercises.toml",
)
READINESS = (ARRANGEMENTS, TRAININGS, ADULTS, HELD)
_NURSE, _SECURITY = "haddad", "whitehorse"
"""Who is away in the coming week. Nobody else of the example building has their role, so each absence is a gap."""
_SATURDAY = 5
_STAFF = (
    ("okafor", "Ada Okafor", "office", ""),
    ("lindqvist", "Sam Lindqvist", "office", "lead"),
    ("reyes", "Marisol Reyes", "other", "administrator lead"),
    ("tran", "Kim Tran", "other", "administrator"),
    (_NURSE, "Noor Haddad", "health", "nurse"),
    ("brandt", "Jo Brandt", "other", "mental-health"),
    (_SECURITY, "Lee Whitehorse", "security", "security"),
    ("castillo", "Remy Castillo", "other", "mental-health lead"),
    ("novak", "Ines Novak", "substitute", ""),
    ("abebe", "Sol Abebe", "transport", ""),
)
"""The people of the example plan with their roles in it, and two adults whom no plan names: all adults are trained."""
_TRAINED = ("de-escalation", "procedures", "restraint", "team", "box")
_NOT_YET = frozenset({("novak", "de-escalation"), ("reyes", "box"), ("abebe", "box"), (_SECURITY, "restraint")})
_TEAM = ("restraint", "team")
"""Trainings that the shipped list asks of the response team alone."""


def files_of(today: date) -> dict[str, str]:
    """Give the text of each file by its name, as of this day at the building."""
    return {
        ARRANGEMENTS: _arrangements(*_weekdays_after(today)),
        TRAININGS: files("appliance.readiness").joinpath("trainings", TRAININGS).read_text(encoding="utf-8"),
        ADULTS: _table("id,name,group,first_day,roles", _adults(today)),
        HELD: _table("id,training,on", _held(today)),
        EXERCISES: _exercises(today),
    }


def doors_hung(plan: Plan) -> str:
    """Give the list of the codes at the doors: as printed before a telephone was named anew, and without the card of one room."""
    before = tuple(replace(each, phone_name="Rm B202") if each.room == RENAMED else each for each in plan.rooms)
    return list_of(each for each in door_cards(replace(plan, rooms=before)) if each.room != WITHOUT_CARD)


def _weekdays_after(today: date) -> tuple[date, date]:
    coming = [today + timedelta(days=number) for number in range(1, 6)]
    first, second = [each for each in coming if each.weekday() < _SATURDAY][:2]
    return first, second


def _arrangements(first: date, second: date) -> str:
    return f"""\
[[partner]]
id = "county-crisis"
gives = ["mental-health"]

[[away]]
who = "{_NURSE}"
first = {first}
last = {first}
from = "10:00"
to = "12:00"

[[away]]
who = "{_SECURITY}"
first = {second}
last = {second}
from = "13:00"
to = "14:30"
"""


def _adults(today: date) -> Iterator[str]:
    began = today - timedelta(days=90)
    for adult, name, group, roles in _STAFF:
        yield f"{adult},{name},{group},{began},{roles}"


def _held(today: date) -> Iterator[str]:
    on = today - timedelta(days=60)
    for adult, _, _, roles in _STAFF:
        for training in _TRAINED:
            if (adult, training) not in _NOT_YET and (roles or training not in _TEAM):
                yield f"{adult},{training},{on}"


def _table(columns: str, rows: Iterator[str]) -> str:
    return "\n".join((columns, *rows, ""))


def _exercises(today: date) -> str:
    return f"""\
[set]
name = "this-year"
title = "Exercises of this school year"
first = {today - timedelta(days=90)}
last = {today + timedelta(days=180)}

[[exercise]]
scenario = "medical-help"
by = {today + timedelta(days=14)}

[[exercise]]
scenario = "student-left"
by = {today + timedelta(days=60)}

[[exercise]]
drill = "Spring drill"
by = {today + timedelta(days=150)}
"""
