"""Tests the address of a door: a host and a port, and texts that are neither."""

import argparse

import pytest

from appliance.settings import Address, address


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("0.0.0.0:8443", Address("0.0.0.0", 8443)),
        ("localhost:0", Address("localhost", 0)),
        ("[::1]:65535", Address("::1", 65535)),
    ],
)
def test_a_host_and_a_port(text: str, where: Address) -> None:
    assert address(text) == where


@pytest.mark.parametrize(
    "text", ["", "8443", ":8443", "host:", "host:65536", "host:٣", "::1", "::1:8443", "[]:1", "[::1"]
)
def test_anything_else_is_refused_with_an_instance_of_how_it_is_written(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not HOST:PORT, for instance"):
        address(text)
