"""Tells what a point of contact owes while nobody in the plan is one: administrators are shown what they may read of it, until somebody
has the role. They do not owe it by that.
"""

import msgspec

from appliance.duties.parties import Party
from appliance.plan.document import to_document
from appliance.plan.model import Person, Role
from tests.appliance.doors.console.test_every_field import PEOPLE
from tests.appliance.doors.duties.bitten import bitten, named, signs_in, staffed
from tests.appliance.doors.harness import FRONT, Harness, school

RIGHTS = "rights-told person-2"
CARE = "mental-health-offered person-2"


async def adopts(harness: Harness, people: tuple[Person, ...]) -> None:
    await harness.adopt(to_document(msgspec.structs.replace(school(), people=people))).kept


async def test_administrators_are_shown_it_until_somebody_has_the_role(harness: Harness) -> None:
    await staffed(harness)
    record = await bitten(harness)
    async with harness.console(FRONT) as console:
        desk = await signs_in(console, Role.ADMINISTRATOR)
        held = named(await desk.all())
        assert not any(each.owed_by is Party.POINT_OF_CONTACT for each in held.values() if not each.owed)

        await adopts(harness, tuple(each for each in PEOPLE if Role.POINT_OF_CONTACT not in each.roles))
        known = await desk.all()
        line = named(known)[RIGHTS]
        assert (line.owe, line.unheld, line.may_note) == (False, True, ())
        assert {name for name, each in named(known).items() if not each.unheld} == set(held)
        assert CARE not in named(known) and CARE not in named(await desk.of(record.incident)), "care is not for them"
        assert known.open > sum(each.state == "open" for each in held.values()), "it counts, so it is told at sign-in"

        await adopts(harness, PEOPLE)
        assert set(named(await desk.all())) == set(held)


async def test_nobody_else_is_shown_it(harness: Harness) -> None:
    await staffed(harness)
    await bitten(harness)
    await adopts(harness, tuple(each for each in PEOPLE if Role.POINT_OF_CONTACT not in each.roles))
    async with harness.console(FRONT) as console:
        for role in Role:
            if role in {Role.ADMINISTRATOR, Role.POINT_OF_CONTACT}:
                continue
            desk = await signs_in(console, role)
            found = named(await desk.all())
            assert not any(each.unheld and not each.owed for each in found.values()), role
