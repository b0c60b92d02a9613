"""Tests that another RFC 9180 implementation (`@hpke` under Node: X-Wing, HKDF-SHA256, ChaCha20-Poly1305) opens wraps and key entries that
the product made.

`.ci/tools` brings the packages into var/hpke where npm is installed. Without the packages these tests are skipped, and the skip names them.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from appliance.envelope import format as layout
from appliance.envelope.hybrid import PrivateKey
from appliance.envelope.seal import Position, seal
from appliance.vault.pool import FreshKey, Pool

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "var" / "hpke" / "node_modules"
BUILDING, BOX, EPOCH = os.urandom(16), os.urandom(16), os.urandom(16)

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed: sudo apt-get install nodejs npm"),
    pytest.mark.skipif(
        not (MODULES / "@hpke").exists(), reason="@hpke is not in var/hpke: .ci/tools brings it with npm"
    ),
]


@pytest.fixture
def office() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture
def fresh(office: PrivateKey) -> FreshKey:
    return Pool([PrivateKey.generate().public, office.public], BUILDING, EPOCH).take()


def key_entry(fresh: FreshKey) -> bytes:
    return seal(
        Position(layout.epoch_front(BUILDING, BOX, EPOCH), 7, os.urandom(32)), fresh.data_key, fresh.statement.encode()
    )


def node_opens(fresh: FreshKey, entry: bytes, reader: PrivateKey, wrap: bytes) -> subprocess.CompletedProcess[str]:
    asked = {"seed": reader.seed, "recipient": reader.public.fingerprint, "wrap": wrap, "entry": entry}
    said = json.dumps({name: value.hex() for name, value in asked.items()} | {"class": fresh.klass})
    words = ["node", str(HERE / "open_wrap.mjs"), str(MODULES)]
    return subprocess.run(words, input=said, capture_output=True, text=True, timeout=180, check=False)


def test_another_implementation_opens_what_the_pool_made(fresh: FreshKey, office: PrivateKey) -> None:
    entry = key_entry(fresh)
    ran = node_opens(fresh, entry, office, dict(fresh.wraps)[office.public.fingerprint])
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert json.loads(ran.stdout) == {
        "data_key": fresh.data_key.raw.hex(),
        "plaintext": fresh.statement.encode().hex(),
        "digest": layout.entry_digest(entry).hex(),
    }


def test_another_implementation_opens_no_wrap_in_another_place(fresh: FreshKey, office: PrivateKey) -> None:
    """The wrap's place is part of HPKE's info, so others' code also refuses a wrap in another place."""
    wrap = dict(fresh.wraps)[office.public.fingerprint]
    elsewhere = Pool([office.public], BUILDING, os.urandom(16)).take()
    ran = node_opens(elsewhere, key_entry(elsewhere), office, wrap)
    assert (ran.returncode, ran.stdout) == (1, "does not hold: invalid tag\n"), ran.stderr


def test_another_implementation_opens_nothing_without_the_readers_key(fresh: FreshKey, office: PrivateKey) -> None:
    wrap = dict(fresh.wraps)[office.public.fingerprint]
    ran = node_opens(fresh, key_entry(fresh), PrivateKey.generate(), wrap)
    assert (ran.returncode, ran.stdout) == (1, "does not hold: invalid tag\n"), ran.stderr
