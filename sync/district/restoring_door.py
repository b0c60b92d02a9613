"""Answers a box that is being restored, and the safety office that hands over. Knows no HTTP and opens nothing."""

from appliance.envelope.deposit import Refused
from sync.district.asked import Asked
from sync.district.district import District
from sync.district.tables import restoring
from sync.protocol import Kept, RestoringBoxes, RestoringTold


async def ask(district: District, asked: Asked) -> Kept | Refused:
    """Keep the key that the handover must be sealed for."""
    peer, now_ms = asked.known, district.now_ms()
    return await district.store.do(lambda sql: restoring.ask(sql, peer.box, asked.body, peer.serial, now_ms))


async def told(district: District, asked: Asked) -> RestoringTold | Refused:
    """Give what was handed over."""
    peer = asked.known
    return await district.store.do(lambda sql: restoring.told(sql, peer.box, peer.serial))


async def waiting(district: District, asked: Asked) -> RestoringBoxes:
    """List the boxes of a building that ask."""
    return await district.store.do(lambda sql: restoring.waiting(sql, asked.query["building"]))


async def give(district: District, asked: Asked) -> Kept | Refused:
    """Keep the office's answer."""
    now_ms = district.now_ms()
    return await district.store.do(lambda sql: restoring.give(sql, asked.body, asked.who, now_ms))
