"""The tables as a test speaks to it: one store, a receipt key, a clock that is an argument."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.envelope.deposit import Collected, Deposited, HeadTold, Held, Refused, Signed, Wrap
from appliance.envelope.statements import Countersigned, Holding, Notice, NoticeType
from sync.administration import TokenGiven
from sync.district.batch import Batch
from sync.district.receipt_key import ReceiptKey
from sync.district.store import Sql, Store
from sync.district.tables import boxes, collecting, deposits, enrolments, fleet, forks, notices, tokens, urgent
from sync.district.tables.deposits import Terms
from sync.district.tables.quota import BYTES_PER_DAY, OverQuota
from sync.district.tables.tokens import NO_BOX, Offer
from sync.protocol import Fork, Kept, Tail
from tests.sync.district.building import Box

NOW_MS = 1_795_000_000_000
RECIPIENT = bytes(range(32))


@dataclass
class Tables:
    """A ledger that does every act in a transaction of its own."""

    store: Store
    key: ReceiptKey = field(default_factory=lambda: ReceiptKey(secrets.token_bytes(32)))
    now_ms: int = NOW_MS
    bytes_per_day: int = BYTES_PER_DAY
    root: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def terms(self) -> Terms:
        return Terms(self.key, self.now_ms, self.bytes_per_day)

    async def do[Answer](self, act: Callable[[Sql], Answer]) -> Answer:
        return await self.store.do(act)

    async def token(self, name: str, building: bytes = b"", instead_of: Box | None = None) -> str:
        token = tokens.make_token()
        offer = Offer(name, building, 3600, NO_BOX if instead_of is None else instead_of.box)
        given = await self.do(lambda sql: tokens.offer(sql, token, offer, "test", self.now_ms))
        assert isinstance(given, TokenGiven), given
        return token

    async def enrol(self, box: Box, name: str = "") -> None:
        token = await self.token(name or box.building.hex())
        kept = await self.use(token, box)
        assert isinstance(kept, Kept), kept

    async def use(self, token: str, box: Box) -> Kept | Refused:
        return await self.do(lambda sql: enrolments.enrol(sql, token, box.as_new, self.now_ms))

    async def deposit(
        self, box: Box, first: int, last: int, *, batch: Batch | None = None, lost_before: bool = False
    ) -> Deposited | Refused | OverQuota:
        given = batch or box.batch(first, last)
        return await self.do(lambda sql: deposits.deposit(sql, box.box, given, self.terms, lost_before=lost_before))

    async def deposited(self, box: Box, first: int, last: int, *, batch: Batch | None = None) -> Countersigned:
        """Deposit entries that must be taken; give the receipt, with its signature checked."""
        answer = await self.deposit(box, first, last, batch=batch)
        assert isinstance(answer, Deposited), answer
        return Countersigned.unpack(self.proven(answer.receipt))

    async def refused(self, box: Box, first: int, last: int, *, lost_before: bool = False) -> str:
        answer = await self.deposit(box, first, last, lost_before=lost_before)
        assert isinstance(answer, Refused), answer
        return answer.code

    async def hold(self, box: Box, *numbers: int, wraps: tuple[Wrap, ...] = ()) -> Held | Refused | OverQuota:
        batch = box.urgent_batch(*numbers, wraps=wraps)
        return await self.do(lambda sql: urgent.hold(sql, box.box, batch, self.terms))

    async def held(self, box: Box, *numbers: int) -> list[Holding]:
        answer = await self.hold(box, *numbers)
        assert isinstance(answer, Held), answer
        return [Holding.unpack(self.proven(receipt)) for receipt in answer.receipts]

    async def head(self, box: Box, countersigned: int = 0) -> HeadTold:
        said = fleet.CheckIn(countersigned, 0, "1")
        told = await self.do(lambda sql: fleet.check_in(sql, box.box, said, self.now_ms))
        assert isinstance(told, HeadTold), told
        return told

    async def collect(self, building: bytes, after: int = 0, limit: int = 1000) -> Collected:
        return await self.do(lambda sql: collecting.collected(sql, building, RECIPIENT, after, limit, self.now_ms))

    async def tail(self, box: Box, after: int, limit: int) -> Tail:
        found = await self.do(lambda sql: boxes.seen(sql, box.box))
        assert found is not None
        return await self.do(lambda sql: collecting.tail(sql, found, after, limit, self.now_ms))

    async def forks(self) -> tuple[Fork, ...]:
        return (await self.do(forks.named)).forks

    async def state(self, box: Box) -> str:
        found = await self.do(lambda sql: boxes.seen(sql, box.box))
        assert found is not None
        return found.state

    async def notice(
        self, kind: NoticeType, building: bytes, version: int, body: bytes, root: Ed25519PrivateKey | None = None
    ) -> Kept | Refused:
        given = signed(root or self.root, Notice(building, kind, version, body).pack())
        return await self.do(lambda sql: notices.keep_notice(sql, given, "test", self.now_ms))

    def proven(self, receipt: Signed) -> bytes:
        assert receipt.key == self.key.public
        Ed25519PublicKey.from_public_bytes(receipt.key).verify(receipt.signature, receipt.statement)
        return receipt.statement


def signed(key: Ed25519PrivateKey, statement: bytes) -> Signed:
    return Signed(statement, key.public_key().public_bytes_raw(), key.sign(statement))
