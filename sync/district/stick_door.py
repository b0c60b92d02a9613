"""Answers an administrator who asks in the name of a box whose stick is here. Knows no HTTP and opens nothing."""

from appliance.envelope.deposit import Deposited, HeadTold, Notices, Refused
from sync.district import box_door
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.tables import deposits, sticks
from sync.district.tables.quota import OverQuota


async def head(district: District, asked: Asked) -> HeadTold | Refused:
    """Tell what the district has of the box whose device signed this head."""
    told = await district.store.do(lambda sql: sticks.take_head(sql, asked.body))
    if isinstance(told, HeadTold) and told.state == "superseded":
        return deposits.superseded(told)
    return told


async def deposit(district: District, asked: Asked) -> Deposited | Refused | OverQuota:
    """Take contiguous entries, up to the head that the device signed."""
    return await box_door.deposit_for(district, asked, asked.query["building"], asked.query["box"], sticks.beyond_head)


async def notices(district: District, asked: Asked) -> Notices | Refused:
    """Tell what the safety office says to that building."""
    return await box_door.notices_for(district, asked, asked.query["building"], asked.query["box"])
