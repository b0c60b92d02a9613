"""Takes what a box calls its building, and answers what the district calls it. Knows no HTTP and opens nothing."""

from appliance.envelope.deposit import Refused
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.tables import plan_names
from sync.protocol import BuildingNamed


async def hear(district: District, asked: Asked) -> BuildingNamed | Refused:
    """Take the building's name in the box's plan."""
    peer, name, now_ms = asked.known, asked.body.name, district.now_ms()
    return await district.store.do(lambda sql: plan_names.hear(sql, peer.box, name, peer.serial, now_ms))
