"""Tells the district what the plan calls this building, and hears what the district calls it, again and again: either name may be corrected
meanwhile.

Compares nothing, and its failure ends nothing else.
"""

import asyncio
import logging

from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.handing_in import HandingIn

SAY_EVERY_S = 600.0  # after renaming a building at the district, people see within ten minutes that its box heard of it

log = logging.getLogger("handbell.uplink")


async def tell_names(line: DistrictLine, handing: HandingIn) -> None:
    """Do so for ever. An older server told no name when the session began, and is not asked."""
    while handing.building_name:
        try:
            answer = await line.name_plan(handing.plan_name)
        except Unreachable as away:
            log.info("the district was not told what the plan calls this building: %s", away)
        else:
            if isinstance(answer, Refusal):
                log.warning("the district does not take what the plan calls this building: %s", answer.refused.says)
            elif answer.name:
                handing.is_called(answer.name)
        await asyncio.sleep(SAY_EVERY_S)
