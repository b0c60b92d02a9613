"""Tests that each command says what holds for it, and that these words are kept."""

from typing import TypeAliasType, get_args

from appliance.core.commands import AnyCommand, DeskCommand
from appliance.core.ground.commands import Command


def of(alias: object) -> set[type[Command]]:
    """Give every class of a union, also of unions in it."""
    if isinstance(alias, TypeAliasType):
        return of(alias.__value__)
    parts = get_args(alias)
    return set().union(*map(of, parts)) if parts else {alias}  # type: ignore[arg-type]


def written(base: type[Command] = Command) -> set[type[Command]]:
    """Give every command that exists, in whatever folder. A base class has no tag, and is left out."""
    below = set[type[Command]]().union(*map(written, base.__subclasses__()))
    return below | ({base} if base.__struct_config__.tag is not None else set())


TRAITS = {command: command.traits for command in of(AnyCommand)}


def test_every_command_can_be_given_and_says_itself_what_holds_for_it():
    assert of(AnyCommand) == written()
    assert [command.__name__ for command in written() if "traits" not in vars(command)] == []


def test_nothing_that_helps_a_call_or_ends_practice_asks_for_a_pin():
    assert not [command for command, traits in TRAITS.items() if traits.needs_proof and traits.helps]


def test_what_is_never_refused_is_nothing_that_a_desk_asks_for():
    assert not {command for command, traits in TRAITS.items() if traits.never_refused} & of(DeskCommand)


def test_sending_cover_and_ending_practice_wait_for_no_disk():
    helping = {command.__name__ for command, traits in TRAITS.items() if traits.helps}
    assert helping >= {"Acknowledge", "Dispatch", "AssignCover", "EndDrill", "EndWalkTest"}


def test_only_a_console_itself_says_what_it_shows():
    assert [command.__name__ for command, traits in TRAITS.items() if traits.by_itself] == ["ReportShown"]
