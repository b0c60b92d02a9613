"""Writes what a store finds wrong with itself into the audit log. Knows no request, and no kind of store."""

import logging
from collections.abc import Callable

from sync.district.store import Store
from sync.district.tables import audit

log = logging.getLogger("handbell.district")


async def write_down(store: Store, now_ms: Callable[[], int]) -> None:
    """Write each trouble as it is found, until cancelled."""
    async for says in store.troubles():
        try:
            await store.do(lambda sql, says=says: audit.add(sql, now_ms(), "this server", "store damaged", says))  # type: ignore[misc]
        except Exception as wrong:  # noqa: BLE001 — in a store that rotted, of whatever kind; no server ends over it
            log.error("the audit log does not say that the store is damaged: %s", wrong)
