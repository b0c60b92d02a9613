"""Answers the safety office: collecting, the urgent lane, notices, *opened*, forks. Knows no HTTP and opens nothing."""

import asyncio

from msgspec.structs import replace

from appliance.envelope.deposit import Collected, Refused
from appliance.envelope.format import FormatError
from appliance.envelope.statements import Notice, Opened
from sync.district.asked import Asked
from sync.district.batch import bad_wrap
from sync.district.district import District
from sync.district.receipt_key import signed_by_its_key
from sync.district.tables import collecting, notices, readings
from sync.district.tables import forks as forks_kept
from sync.district.tables import urgent as urgent_lane
from sync.district.waiters import NEWS, URGENT
from sync.protocol import Buildings, Forks, Kept, NewsTold, UrgentTold


async def buildings(district: District, asked: Asked) -> Buildings:
    """List every building and its boxes."""
    return await district.store.do(collecting.buildings)


async def entries(district: District, asked: Asked) -> Collected:
    """Give what a building deposited."""
    query, now_ms = asked.query, district.now_ms()
    told = await district.store.do(
        lambda sql: collecting.collected(
            sql, query["building"], query["recipient"], query["after"], query["limit"], now_ms
        )
    )
    return await asyncio.to_thread(only_signed, told)


async def urgent(district: District, asked: Asked) -> UrgentTold:
    """Tell what came by the urgent lane, as soon as something does."""
    after = asked.query["after"]
    return await district.heard(
        asked.who, URGENT, asked.query["wait_s"], lambda sql: urgent_lane.told(sql, after), lambda told: bool(told.held)
    )


async def news(district: District, asked: Asked) -> NewsTold:
    """Tell of which buildings something came, as soon as it does."""
    run, after = asked.query["run"], asked.query["after"]

    async def ask() -> NewsTold:
        return district.news.since(run, after)

    return await district.waiters.until(
        NEWS, asked.query["wait_s"], ask, lambda told: told.everything or bool(told.buildings)
    )


async def keep_notice(district: District, asked: Asked) -> Kept | Refused:
    """Keep a notice, and give it to those who wait."""
    now_ms = district.now_ms()
    kept = await district.store.do(lambda sql: notices.keep_notice(sql, asked.body, asked.who, now_ms))
    if isinstance(kept, Kept):
        _wake(district, asked.body.statement, Notice)
    return kept


async def keep_opened(district: District, asked: Asked) -> Kept | Refused:
    """Keep the word that a stream was opened, and pass it on."""
    now_ms = district.now_ms()
    kept = await district.store.do(lambda sql: notices.keep_opened(sql, asked.body, now_ms))
    if isinstance(kept, Kept):
        _wake(district, asked.body.statement, Opened)
    return kept


async def keep_head(district: District, asked: Asked) -> Kept:
    """Keep the head of the office's log of readings."""
    now_ms = district.now_ms()
    return await district.store.do(lambda sql: readings.note(sql, asked.body, asked.who, now_ms))


async def forks(district: District, asked: Asked) -> Forks:
    """Tell of histories that do not fit together."""
    after, now_ms = asked.query["after"], district.now_ms()
    return await district.store.do(lambda sql: forks_kept.named(sql, after, now_ms))


async def keep_wraps(district: District, asked: Asked) -> Kept | Refused:
    """Keep data keys that were wrapped anew."""
    refused = bad_wrap(asked.body.wraps)
    if refused is not None:
        return refused
    return await district.store.do(lambda sql: collecting.keep_wraps(sql, asked.body))


def only_signed(told: Collected) -> Collected:
    """Leave out receipts that were damaged in the store. Call it in a thread: a thousand signatures take 60 ms."""
    return replace(told, receipts=tuple(each for each in told.receipts if signed_by_its_key(each)))


def _wake(district: District, statement: bytes, kind: type[Notice] | type[Opened]) -> None:
    try:
        district.waiters.wake(kind.unpack(statement).building)
    except FormatError as impossible:  # the statement was read without error when it was kept
        raise AssertionError from impossible
