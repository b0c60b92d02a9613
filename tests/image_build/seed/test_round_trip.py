"""Tests that whatever a seed may say comes out of its text as it went in, whichever machine saved it."""

import base64
import ipaddress
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from image_build.seed.model import Seed
from image_build.seed.read import read_seed_bytes
from image_build.seed.text import LAST_LINE

names = some.from_regex(r"[a-z][a-z0-9-]{0,40}[a-z0-9]", fullmatch=True)
tags = some.integers(1, 4094)
secrets = some.binary(min_size=16, max_size=64)
keys = some.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", fullmatch=True)
saved = some.sampled_from([("", "\n"), ("", "\r\n"), ("", "\r"), ("\ufeff", "\r\n")])


@pytest.mark.slow
@given(
    name=names,
    place=some.tuples(some.integers(1, 250), some.integers(1, 250), some.integers(2, 250)),
    vlan=some.none() | tags,
    buttons=some.dictionaries(keys, secrets, max_size=5),
    office=some.binary(min_size=32, max_size=32),
    how=saved,
)
def test_what_goes_in_comes_out(
    *,
    name: str,
    place: tuple[int, int, int],
    vlan: int | None,
    buttons: dict[str, bytes],
    office: bytes,
    how: tuple[str, str],
) -> None:
    assume(len(set(buttons.values())) == len(buttons))
    assume(name != "localhost")
    ip = f"10.{place[0]}.{place[1]}.{place[2]}/24"
    gateway = f"10.{place[0]}.{place[1]}.1"
    network = {"address": {"ip": ip, "gateway": gateway}} | ({} if vlan is None else {"vlan": str(vlan)})
    said = {
        "name": name,
        "time_zone": "America/Denver",
        "network": network,
        "district": {"office": office.hex(" ", 2).upper()},
        "buttons": {key: base64.b64encode(value).decode() for key, value in buttons.items()},
    }
    lines = ["seed: 1", *(f"{key}: {json.dumps(value)}" for key, value in said.items()), LAST_LINE, ""]
    mark, end = how
    seed = read_seed_bytes((mark + end.join(lines)).encode())
    assert isinstance(seed, Seed), seed
    assert (seed.name, seed.network.vlan, seed.office) == (name, vlan, office.hex())
    assert seed.network.address is not None
    assert (seed.network.address.ip, seed.network.address.gateway) == (
        ipaddress.ip_interface(ip),
        ipaddress.ip_address(gateway),
    )
    assert {each.key: each.secret for each in seed.buttons} == buttons
