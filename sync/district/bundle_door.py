"""Takes recovery bundles from boxes, and gives them to the safety office. Knows no HTTP and opens nothing."""

from appliance.envelope.deposit import Refused
from sync.district import box_door
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.tables import bundles
from sync.district.tables.quota import OverQuota
from sync.protocol import BundlesKept, Kept


async def keep(district: District, asked: Asked) -> Kept | Refused | OverQuota:
    """Keep the newest bundle of a box."""
    peer, terms = asked.known, district.terms()
    answer = await district.store.do(lambda sql: bundles.keep(sql, peer.box, asked.body, terms, peer.serial))
    box_door.name_over(district, peer.box, answer)
    return answer


async def kept(district: District, asked: Asked) -> BundlesKept:
    """Give the bundles of a building."""
    return await district.store.do(lambda sql: bundles.kept(sql, asked.query["building"]))
