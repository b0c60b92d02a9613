"""Makes boxes that follow others, as the district hears of them."""

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.envelope.deposit import Refused, Signed
from appliance.envelope.format import split
from appliance.envelope.statements import Succession, SuccessionKey, renewal_statement
from sync.district.tables import following
from sync.district.tables.following import Follow
from sync.protocol import Kept, SuccessionAsked
from tests.sync.district.building import Box
from tests.sync.district.tables import Tables, signed


def says(former: Box, heir: Box, number: int) -> Succession:
    """Say who follows whom, after which entry."""
    epoch = split(former.chain[number - 1]).header.epoch
    return Succession(former.building, former.box, heir.box, heir.device_key, epoch, number, former.digest(number))


def named(box: Box, key: Ed25519PrivateKey, by: Ed25519PrivateKey | None = None) -> Signed:
    """Let a box name the key that will speak for the box after it."""
    said = SuccessionKey(box.building, box.box, key.public_key().public_bytes_raw())
    return signed(by or box.key, said.pack())


def heir_of(box: Box, number: int) -> Box:
    """Make a box restored from a copy up to this entry; what it writes itself comes after that."""
    return Box(box.building, chain=box.chain[:number])


def asked(former: Box, heir: Box, number: int, key: Ed25519PrivateKey, csr: str) -> SuccessionAsked:
    """Make what the new box sends."""
    proof = signed(key, says(former, heir, number).pack())
    own = heir.key.sign(renewal_statement(csr, heir.building, heir.box)).hex()
    ids = (heir.building.hex(), heir.box.hex(), heir.device_key.hex())
    return SuccessionAsked(csr, *ids, own, proof.statement.hex(), proof.key.hex(), proof.signature.hex())


@dataclass
class Line:
    """A box, and the key that speaks for its successor, before one store."""

    tables: Tables
    box: Box
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    async def name_key(self, by: Ed25519PrivateKey | None = None) -> Kept | Refused:
        said, box = named(self.box, self.key, by), self.box.box
        return await self.tables.do(lambda sql: following.name_key(sql, box, said, "", self.tables.now_ms))

    def heir(self, number: int) -> Box:
        return heir_of(self.box, number)

    async def follow(self, heir: Box, number: int, *, by: Ed25519PrivateKey | None = None) -> Kept | Refused:
        said = says(self.box, heir, number)
        it = Follow(said, signed(by or self.key, said.pack()), heir.as_new)
        return await self.tables.do(lambda sql: following.follow(sql, it, self.tables.now_ms))
