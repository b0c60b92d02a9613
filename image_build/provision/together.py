"""Checks whether many boxes fit together: no two may have the same name, address, token or secret of a device. Pure."""

from collections.abc import Iterator

from appliance.plan.mistakes import quoted
from image_build.provision.buildings import Building, Told
from image_build.seed.copy import SECRET_FIELDS
from image_build.seed.keys import KEPT


def together(buildings: list[Building], *, enrolled: bool = False) -> tuple[list[Told], list[Told]]:
    """Return mistakes and warnings that can be seen only when all boxes are compared. They show no secret. `enrolled`: no box needs a
    token.
    """
    mistakes = [*_same(buildings), *(told for each in buildings for told in _lacks(each, enrolled=enrolled))]
    return mistakes, [*_same_school(buildings), *_other_office(buildings)]


def _same(buildings: list[Building]) -> Iterator[Told]:
    first: dict[tuple[str, object], tuple[Building, str]] = {}
    for building in buildings:
        for path, kind, value, shown in _its_own(building):
            before = first.setdefault((kind, value), (building, path))
            if before[0] is not building:
                there = f"{before[0].source}:{before[0].line_of(before[1])}"
                says = f"{shown} is also that of {before[0].seed.name} ({there})."
                yield building.told(path, says, "Each box has its own: correct one of the two.")


def _its_own(building: Building) -> Iterator[tuple[str, str, object, str]]:
    """Give (path, kind, value, words for it) of everything that no other box may have."""
    seed = building.seed
    yield "name", "name", seed.name.casefold(), f"The name {quoted(seed.name)}"
    if seed.network.address is not None:
        # The further networks of two buildings may well be the same: no router leads from one to the other.
        ip = seed.network.address.ip.ip
        yield "network.address.ip", "address", ip, f"The address {ip}"
    if seed.district is not None and seed.district.token:
        yield "district.token", "token", seed.district.token, "This token"
    if seed.recovery:
        yield "recovery.public", "phrase", seed.recovery, "This recovery phrase"
    elif building.keep.name:
        yield "recovery", "file", building.keep.resolve(), f"The file {quoted(building.keep.name)}"
    for each in seed.buttons:
        if each.secret:
            yield f"buttons.{each.key}", "secret", each.secret, f"The secret of {quoted(each.key)}"


def _lacks(building: Building, *, enrolled: bool) -> Iterator[Told]:
    district = building.seed.district
    if district is not None and not district.token and not enrolled:
        says = "There is no token here, or one that was used already, so a new card could not enrol."
        yield building.told("district.token", says, "Ask the district for another: handbell district enrol")
    copy = building.seed.copy
    field = SECRET_FIELDS.get(copy.to, "") if copy is not None else ""
    if copy is not None and copy.told.get(field) == KEPT:
        says = f"The {field} of the copy is only kept on the box this seed came from."
        yield building.told(f"copy.{field}", says, "Write it, or ask whoever runs that server for another.")
    kept = [each.key for each in building.seed.buttons if not each.secret]
    if kept:
        says = f"The secret of {quoted(kept[0])} is only kept on the box this seed came from."
        yield building.told(f"buttons.{kept[0]}", says, "Copy it from secrets.yaml, or take the line out.")


def _same_school(buildings: list[Building]) -> Iterator[Told]:
    first: dict[str, Building] = {}
    for building in buildings:
        plan = building.seed.plan
        if plan is None:
            continue
        before = first.setdefault(plan.building.casefold(), building)
        if before is not building:
            says = f"The plan is of {quoted(plan.building)}, as that of {before.seed.name} is."
            yield building.told("plan", says, "Is that the plan you mean?")


def _other_office(buildings: list[Building]) -> Iterator[Told]:
    """Warn of another safety office: a district has one, and a wrong fingerprint would let somebody else read the record."""
    named = [each for each in buildings if each.seed.office]
    for building in named[1:]:
        if building.seed.office != named[0].seed.office:
            says = f"The safety office is another than that of {named[0].seed.name}."
            yield building.told("district.office", says, "Compare both fingerprints with the office's own paper.")
