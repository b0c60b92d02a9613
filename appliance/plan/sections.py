"""Reads each section of a plan file off a Sheet, and says what it may hold. `check` says whether the sections fit together.

A value that is missing or wrong is noted on the sheet, and an empty value takes its place, so that the rest is still read.
"""

import zoneinfo
from collections.abc import Callable
from enum import StrEnum

import msgspec

from appliance.plan.devices import CHECK_IN, SAFE
from appliance.plan.families import keyed
from appliance.plan.hours import HoursError, from_words, joined
from appliance.plan.ids import (
    AreaName,
    ButtonId,
    DeskId,
    HangId,
    KeyId,
    PersonId,
    PhoneId,
    RoomId,
    SounderId,
    TeamId,
    ZoneId,
)
from appliance.plan.ladder import default_ladder
from appliance.plan.marked import RawValue, Sheet
from appliance.plan.message_sections import team, way
from appliance.plan.mistakes import did_you_mean, quoted
from appliance.plan.model import (
    Area,
    Button,
    Contact,
    Desk,
    Hours,
    Kind,
    Limits,
    Person,
    Plan,
    Retention,
    Role,
    Room,
    Sounder,
    Step,
    Wire,
)
from appliance.plan.other_help_sections import families, helper
from appliance.plan.page_sections import page
from appliance.plan.support_sections import supports
from appliance.plan.tap_out_sections import tap_outs
from appliance.plan.telephone_sections import shared_phone, telephone, texts
from appliance.plan.wall_sections import wall
from appliance.plan.wire_sections import board, hand_over, hangs_on, line, supply

_REQUIRED = ("building", "occupied", "rooms", "buttons", "desks", "people")
_OPTIONAL = (
    "areas",
    "sounders",
    "ladder",
    "limits",
    "retention",
    "hangs_on",
    "lines",
    "boards",
    "power",
    "hand_over",
    "supports",
    "tap_outs",
    "other_help",
    "families",
    "pages",
    "teams",
    "walls",
    "plain_http",
    "telephone",
    "shared_phones",
    "texts",
)
FROM_LISTS = ("rooms", "buttons")
"""Sections that must be there, and that `handbell buttons provision` adds from a list."""

_OF_ROOMS = ("quiet", "buddy", "exits", "can_be_thrown", "where_to_stand", "phone")
_OF_BUTTONS = ("room", "key", "device", "address", "tells_age", "duty", "area", "near", "part", "wires", "on")
_OF_SOUNDERS = ("output", "key", "device", "address", "kinds", "zones", "flash", "dark", "drills")
_LIMITS = tuple(each.name for each in msgspec.structs.fields(Limits))
_YEARS = tuple(each.name for each in msgspec.structs.fields(Retention) if each.name.endswith("_years"))


def plan_on(sheet: Sheet, root: RawValue, *, begun: bool = False) -> Plan:
    """Read the plan as far as it can be read. It is sound only if the sheet has no mistakes. `begun`: it may lack what lists of rooms
    will add.
    """
    required = tuple(each for each in _REQUIRED if not (begun and each in FROM_LISTS))
    sections = sheet.fields(root, required, _OPTIONAL + (FROM_LISTS if begun else ()))
    building = sheet.fields(sections.get("building"), ("name", "address", "phone", "timezone"))
    occupied = _hours(sheet, sections.get("occupied"))
    desks = tuple(_desk(sheet, each) for each in sheet.items(sections.get("desks")))
    people = tuple(_person(sheet, each, occupied) for each in sheet.items(sections.get("people")))
    sounders = tuple(_sounder(sheet, each) for each in sheet.items(sections.get("sounders")))
    steps = tuple(_step(sheet, each) for each in sheet.items(sections.get("ladder")))
    return Plan(
        building=sheet.text(building.get("name")),
        timezone=_timezone(sheet, building.get("timezone")),
        address=sheet.text(building.get("address")),
        phone=sheet.text(building.get("phone")),
        rooms=tuple(_room(sheet, each) for each in sheet.items(sections.get("rooms"))),
        areas=tuple(_area(sheet, each) for each in sheet.items(sections.get("areas"))),
        buttons=tuple(_button(sheet, each) for each in sheet.items(sections.get("buttons"))),
        desks=desks,
        people=people,
        sounders=sounders,
        occupied=occupied,
        ladder=steps if "ladder" in sections else default_ladder(desks, sounders, people),
        limits=_limits(sheet, sections.get("limits")),
        retention=_retention(sheet, sections["retention"]) if "retention" in sections else msgspec.UNSET,
        hangs_on=_section(sheet, sections.get("hangs_on"), hangs_on),
        lines=_section(sheet, sections.get("lines"), line),
        boards=_section(sheet, sections.get("boards"), board),
        power=_section(sheet, sections.get("power"), supply),
        hand_over=hand_over(sheet, sections["hand_over"]) if "hand_over" in sections else msgspec.UNSET,
        supports=supports(sheet, sections["supports"]) if "supports" in sections else msgspec.UNSET,
        tap_outs=tap_outs(sheet, sections["tap_outs"], _roles) if "tap_outs" in sections else msgspec.UNSET,
        other_help=_section(sheet, sections.get("other_help"), lambda on, raw: helper(on, raw, _hours)),
        families=families(sheet, sections["families"]) if "families" in sections else msgspec.UNSET,
        pages=_section(sheet, sections.get("pages"), page),
        teams=_section(sheet, sections.get("teams"), team),
        walls=_section(sheet, sections.get("walls"), wall),
        telephone=telephone(sheet, sections["telephone"]) if "telephone" in sections else msgspec.UNSET,
        shared_phones=_section(sheet, sections.get("shared_phones"), lambda on, raw: shared_phone(on, raw, _hours)),
        texts=texts(sheet, sections["texts"]) if "texts" in sections else msgspec.UNSET,
        plain_http=True if sheet.yes(sections.get("plain_http")) else msgspec.UNSET,
    )


def _section[Each](
    sheet: Sheet, raw: RawValue | None, read: Callable[[Sheet, RawValue], Each]
) -> tuple[Each, ...] | msgspec.UnsetType:
    return msgspec.UNSET if raw is None else tuple(read(sheet, each) for each in sheet.items(raw))


def _timezone(sheet: Sheet, raw: RawValue | None) -> str:
    name = sheet.text(raw)
    if raw is None or not name:
        return name
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        # A computer without a list of timezones can check a plan all the same, because the box has the list
        if known:
            do = did_you_mean(name, known) or "Write it like America/Denver."
            sheet.note(raw, f"There is no timezone {quoted(name)}.", do)
    return name


def _room(sheet: Sheet, raw: RawValue) -> Room:
    held = sheet.fields(raw, ("id", "name", "floor", "zone", "phone_name"), _OF_ROOMS)
    return Room(
        room=RoomId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        floor=sheet.text(held.get("floor")),
        zone=ZoneId(sheet.text(held.get("zone"))),
        phone_name=sheet.text(held.get("phone_name")),
        quiet=sheet.yes(held.get("quiet")),
        buddy=RoomId(sheet.text(held.get("buddy"))),
        exits=sheet.text(held.get("exits")),
        thrown=sheet.text(held.get("can_be_thrown")),
        stand=sheet.text(held.get("where_to_stand")),
        phone=sheet.text(held.get("phone")),
    )


def _area(sheet: Sheet, raw: RawValue) -> Area:
    held = sheet.fields(raw, ("name", "zone", "instead"))
    return Area(
        name=sheet.text(held.get("name")),
        zone=ZoneId(sheet.text(held.get("zone"))),
        instead=sheet.text(held.get("instead")),
    )


def _button(sheet: Sheet, raw: RawValue) -> Button:
    written = sheet.pairs(raw)
    family = sheet.text(written.get("family"))
    required = (
        "id",
        *(() if "duty" in written else ("room",)),
        "family",
        *(("key",) if keyed(family) else ()),
        "contacts",
    )
    held = sheet.fields(raw, required, tuple(each for each in _OF_BUTTONS if each not in required))
    contacts = sheet.pairs(held.get("contacts"))
    safe = contacts.pop(SAFE, None)
    return Button(
        button=ButtonId(sheet.text(held.get("id"))),
        room=RoomId(sheet.text(held.get("room"))),
        family=family,
        key=KeyId(sheet.text(held.get("key"))),
        contacts=tuple(Contact(name, kind) for name, each in contacts.items() if (kind := _one_of(Kind, sheet, each))),
        device=sheet.text(held.get("device")),
        address=sheet.text(held.get("address")),
        safe=safe is not None and _answers_check_ins(sheet, safe),
        tells_age=sheet.yes(held.get("tells_age")),
        duty=sheet.text(held.get("duty")),
        area=AreaName(sheet.text(held.get("area"))),
        near=RoomId(sheet.text(held.get("near"))),
        part=sheet.text(held.get("part")),
        wires=tuple(Wire(contact, sheet.word(at)) for contact, at in sheet.pairs(held.get("wires")).items()),
        on=HangId(sheet.text(held.get("on"))),
    )


def _answers_check_ins(sheet: Sheet, raw: RawValue) -> bool:
    """Note a mistake if *safe* has another word than `check-in`: it asks for nothing, so no kind fits it. Always True: the contact is
    there.
    """
    text = sheet.word(raw)
    if text and text != CHECK_IN:
        says = f"{quoted(SAFE)} answers a room check-in and can never be a call, but it asks for {quoted(text)}."
        sheet.note(raw, says, f"Write `{SAFE}: {CHECK_IN}`, or leave it out.")
    return True


def _desk(sheet: Sheet, raw: RawValue) -> Desk:
    held = sheet.fields(raw, ("id", "name", "zone"), ("on", "browser"))
    return Desk(
        desk=DeskId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        zone=ZoneId(sheet.text(held.get("zone"))),
        on=HangId(sheet.text(held.get("on"))),
        browser=sheet.yes(held.get("browser")),
    )


def _person(sheet: Sheet, raw: RawValue, occupied: tuple[Hours, ...]) -> Person:
    held = sheet.fields(raw, ("id", "name", "roles"), ("duty", "told_by", "agreed", "ways"))
    return Person(
        person=PersonId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        roles=_roles(sheet, held.get("roles")),
        duty=_hours(sheet, held["duty"]) if "duty" in held else occupied,
        told_by=tuple(SounderId(name) for name in _texts(sheet, held.get("told_by"))),
        agreed=sheet.text(held["agreed"]) if "agreed" in held else msgspec.UNSET,
        ways=_section(sheet, held.get("ways"), lambda on, each: way(on, each, _hours)),
    )


def _sounder(sheet: Sheet, raw: RawValue) -> Sounder:
    held = sheet.fields(raw, ("id", "name", "family", "zone"), _OF_SOUNDERS)
    kinds = (_one_of(Kind, sheet, each) for each in sheet.items(held.get("kinds"), one_alone=True))
    return Sounder(
        sounder=SounderId(sheet.text(held.get("id"))),
        name=sheet.text(held.get("name")),
        family=sheet.text(held.get("family")),
        output=sheet.text(held.get("output")),
        zone=ZoneId(sheet.text(held.get("zone"))),
        key=KeyId(sheet.text(held.get("key"))),
        device=sheet.text(held.get("device")),
        address=sheet.text(held.get("address")),
        kinds=tuple(dict.fromkeys(kind for kind in kinds if kind)),
        zones=tuple(ZoneId(name) for name in _texts(sheet, held.get("zones"))),
        flash=sheet.text(held.get("flash")),
        dark=sheet.yes(held.get("dark")),
        drills=sheet.yes(held.get("drills")),
    )


def _step(sheet: Sheet, raw: RawValue) -> Step:
    held = sheet.fields(raw, ("after_s",), ("desks", "sounders", "roles", "people", "teams", "phones"))
    return Step(
        after_s=sheet.number(held.get("after_s"), 0),
        desks=tuple(DeskId(name) for name in _texts(sheet, held.get("desks"))),
        sounders=tuple(SounderId(name) for name in _texts(sheet, held.get("sounders"))),
        roles=_roles(sheet, held.get("roles")),
        people=tuple(PersonId(name) for name in _texts(sheet, held["people"])) if "people" in held else msgspec.UNSET,
        teams=tuple(TeamId(name) for name in _texts(sheet, held["teams"])) if "teams" in held else msgspec.UNSET,
        phones=tuple(PhoneId(name) for name in _texts(sheet, held["phones"])) if "phones" in held else msgspec.UNSET,
    )


def _limits(sheet: Sheet, raw: RawValue | None) -> Limits:
    held = sheet.fields(raw, (), _LIMITS)
    usual = Limits()
    return msgspec.structs.replace(usual, **{name: sheet.number(at, getattr(usual, name)) for name, at in held.items()})


def _retention(sheet: Sheet, raw: RawValue) -> Retention:
    held = sheet.fields(raw, (), (*_YEARS, "approved", "forget_opened"))
    usual = Retention(approved=sheet.text(held.pop("approved", None)))
    if sheet.yes(held.pop("forget_opened", None)):
        usual = msgspec.structs.replace(usual, forget_opened=True)
    return msgspec.structs.replace(usual, **{name: sheet.number(at, getattr(usual, name)) for name, at in held.items()})


def _texts(sheet: Sheet, raw: RawValue | None) -> list[str]:
    return [sheet.word(each) for each in sheet.items(raw, one_alone=True)]


def _roles(sheet: Sheet, raw: RawValue | None) -> tuple[Role, ...]:
    named = (_one_of(Role, sheet, each) for each in sheet.items(raw, one_alone=True))
    return tuple(dict.fromkeys(role for role in named if role))


def _one_of[Word: StrEnum](words: type[Word], sheet: Sheet, raw: RawValue) -> Word | None:
    return sheet.one_of(words, raw, f"{{}} is not a {words.__name__.lower()}.")


def _hours(sheet: Sheet, raw: RawValue | None) -> tuple[Hours, ...]:
    spans: list[Hours] = []
    for each in sheet.items(raw, one_alone=True):
        text = sheet.word(each)
        try:
            spans += from_words(text) if text else ()
        except HoursError as error:
            sheet.note(
                each, str(error), "Write days and times such as mon-fri 07:30-16:00, each span as an item of its own."
            )
    return joined(spans)
