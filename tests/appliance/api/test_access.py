"""Tests that the table of who may read what is whole: it names every message that is sent, and everything typed that is recorded."""

import typing
from collections.abc import Iterator

import msgspec
import pytest

from appliance.api.access import ROLES, proven, unproven
from appliance.api.ask import Reply, answers_of, kinds_of
from appliance.api.board.board import BoardView
from appliance.api.board.calls import CallCard
from appliance.api.contents import TABLE, Content
from appliance.api.desk.messages import FromDesk, Unasked
from appliance.api.desk.plan import PlanFacts
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.records.messages import FromDeskOfRecords
from appliance.api.records.retention import FromDeskOfRetention
from appliance.core.calls.events import NoteAdded
from appliance.core.events import Event
from appliance.core.ground.events import HouseEvent, IncidentEvent
from appliance.core.ground.place import Place
from appliance.plan.ids import DeskId
from appliance.plan.model import ROLES_SENT, Role


def structs(kind: object) -> Iterator[type[msgspec.Struct]]:
    """Give a type, and every struct that can be in it."""
    if isinstance(kind, typing.TypeAliasType):
        yield from structs(kind.__value__)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
        for within in typing.get_type_hints(kind).values():
            yield from structs(within)
    for within in typing.get_args(kind):
        yield from structs(within)


def test_every_field_of_every_message_to_a_desk_is_in_the_table() -> None:
    sent = {each for kind in (*kinds_of(Unasked), Reply, *answers_of(FromDesk)) for each in structs(kind)}
    for apart in (FromDeskOfRecords, FromDeskOfRetention, FromDeskOfDuties):  # these are read by field, or by nobody
        sent -= {each for kind in answers_of(apart) for each in structs(kind)}
    assert {BoardView, CallCard, PlanFacts} <= sent
    for kind in sent:
        assert set(TABLE.get(kind, {})) == set(kind.__struct_fields__), f"{kind.__name__} (@holds above its class)"


def test_every_text_of_every_event_is_in_the_table() -> None:
    ours = [kind for kind in structs(Event) if kind.__module__.startswith("appliance.core.")]
    recorded = [kind for kind in ours if issubclass(kind, IncidentEvent | HouseEvent)]
    assert NoteAdded in recorded
    for kind in recorded:
        texts = {field for field, of in typing.get_type_hints(kind).items() if of in {str, Place}}
        assert texts == set(TABLE.get(kind, {})), f"{kind.__name__} (appliance/api/contents.py)"


def test_a_watching_console_reads_least_and_a_desk_no_names_of_who_acted() -> None:
    assert unproven(None).contents < unproven(DeskId("front")).contents
    for content in (Content.NAMES, Content.NOTES, Content.REASONS):
        assert content not in unproven(DeskId("front")).contents


def test_every_role_that_is_sent_opens_something_and_no_two_roles_close_each_other() -> None:
    assert set(ROLES) == set(Role)
    for role in ROLES_SENT:
        assert unproven(DeskId("front")).contents < proven((role,)).contents
    assert (
        proven((Role.NURSE, Role.OFFICE)).contents == proven((Role.NURSE,)).contents | proven((Role.OFFICE,)).contents
    )


@pytest.mark.parametrize("role", [Role.OFFICE, Role.SECURITY])
def test_words_about_a_child_are_not_for_whoever_only_keeps_the_house(role: Role) -> None:
    assert not proven((role,)).may(NoteAdded, "text")
    assert proven((role, Role.NURSE)).may(NoteAdded, "text")


@pytest.mark.parametrize("role", [role for role in Role if role not in ROLES_SENT])
def test_whoever_comes_in_afterwards_reads_no_more_of_a_live_call_than_its_desk(role: Role) -> None:
    assert proven((role,)).contents == unproven(DeskId("front")).contents


def test_a_person_without_a_role_reads_what_a_desk_reads() -> None:
    assert proven(()).contents == unproven(DeskId("front")).contents
