"""Gives receipts for entries that are on disk: reads the stored bytes, names the head, has the device sign. Knows no desk."""

import os

from appliance.api.records.messages import Paper
from appliance.logbook.store import Logbook
from appliance.receipt import paper
from appliance.receipt.paper import Words
from appliance.vault.vault import Vault


class Receipts:
    """Gives receipts; one for the daemon."""

    def __init__(self, logbook: Logbook, vault: Vault) -> None:
        self._logbook = logbook
        self._vault = vault

    @property
    def box(self) -> str:
        """Give this box's id, in hex."""
        return self._vault.box.hex()

    async def give(self, entry: int, words: Words) -> Paper:
        """Give a receipt for one entry. Raises LogbookError, and KeyError where there is no such entry."""
        head = self._logbook.head_statement()
        stored = dict(await self._logbook.reader.after(entry - 1, 1))[entry]
        return paper.give(words, stored, os.urandom(paper.SALT_LEN), head, self._vault.device_public, self._vault.sign)
