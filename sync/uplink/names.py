"""What the plan calls this building, told to the district, and what the district calls it, heard again: either may be put right meanwhile.

Compares nothing, and ends nothing of what else is sent.
"""

import asyncio
import logging

from sync.transport.line import DistrictLine, Refusal, Unreachable
from sync.uplink.handing_in import HandingIn

SAY_EVERY_S = 600.0  # whoever renames a building at the district sees within ten minutes that its box heard of it

log = logging.getLogger("handbell.uplink")


async def tell_names(line: DistrictLine, handing: HandingIn) -> None:
    """For ever; an older server, which told no name as the session began, is asked nothing."""
    while handing.building_name:
        try:
            answer = await line.name_plan(handing.plan_name)
        except Unreachable as away:
            log.info("the district was not told what the plan calls this building: %s", away)
        else:
            if isinstance(answer, Refusal):
                log.warning("the district does not hear what the plan calls this building: %s", answer.refused.says)
            elif answer.name:
                handing.is_called(answer.name)
        await asyncio.sleep(SAY_EVERY_S)
