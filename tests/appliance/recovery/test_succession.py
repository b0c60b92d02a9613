"""Tests what the uplink is told of who may follow this box and whom it followed: statements that the district can check by itself."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from appliance.api.client_line import LineLost
from appliance.core.district.commands import NoteRecovery
from appliance.core.district.events import BoxReplaced
from appliance.core.ground.words import RestoredBy
from appliance.envelope.bundle import Sealed, opened
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.statements import Succession, SuccessionKey
from appliance.vault.vault import verify
from tests.appliance.recovery.conftest import OWNER, REPLICA, UPLINK, School

PHRASE = PrivateKey.generate()


async def test_the_key_is_named_by_the_device_once_the_bundle_has_it(school: School) -> None:
    line = await school.line(UPLINK)
    assert (await line.succession()).key is None
    await school.harness.recovery.phrase.use(PHRASE.public.raw, "a test")
    told = (await line.succession()).key
    assert told is not None
    assert told.key == school.harness.logbook.device_key
    assert verify(told.key, told.statement, told.signature)
    said = SuccessionKey.unpack(told.statement)
    assert (said.building, said.box) == (school.harness.vault.building, school.harness.vault.box)
    bundle = opened(Sealed.unpack((await (await school.line()).copy_bundle()).sealed), PHRASE)
    private = Ed25519PrivateKey.from_private_bytes(bundle.succession)
    assert private.public_key().public_bytes_raw() == said.public, "whoever opens the bundle can sign who follows"


async def test_the_proof_is_given_as_it_was_signed(school: School) -> None:
    former, vault = Ed25519PrivateKey.generate(), school.harness.vault
    said = Succession(vault.building, b"f" * 16, vault.box, vault.device_public, b"e" * 16, 812, b"d" * 32)
    public = former.public_key().public_bytes_raw()
    fact = BoxReplaced(
        former_box=b"f" * 16,
        former_device_key=b"k" * 32,
        epoch=b"e" * 16,
        number=812,
        digest=b"d" * 32,
        copy_ms=1,
        way=RestoredBy.PHRASE,
        used_before=False,
        statement=said.pack(),
        key=public,
        signature=former.sign(said.pack()),
    )
    line = await school.line(UPLINK)
    assert (await line.succession()).proof is None
    await school.harness.engine.submit(NoteRecovery(fact=fact)).kept
    told = (await line.succession()).proof
    assert told is not None
    assert verify(public, told.statement, told.signature)
    assert Succession.unpack(told.statement) == said


async def test_it_is_the_uplinks_to_ask(school: School) -> None:
    line = await school.line(REPLICA)
    with pytest.raises(LineLost, match="the line to the district"):
        await line.succession()


async def test_whoever_exports_the_record_may_ask_too(school: School) -> None:
    line = await school.line(OWNER)
    assert (await line.succession()).proof is None
    with pytest.raises(LineLost, match="the line to the district"):
        await line.bring_back(())
