"""Tests the section `pages` of a seed: its addresses and names are exact, and its certificate is for them."""

import pytest

from image_build.seed.model import Pages, Seed
from image_build.seed.read import examine_seed, read_seed
from tests.image_build.first_boot.written import written
from tests.image_build.pages import answered
from tests.image_build.seeds import indented

FIXED = "network: {address: {ip: 10.4.7.20/24}, more: [{vlan: 62, address: {ip: 10.62.0.1/22}, for: pages}]}"


def pages(text: str, **changed: str) -> Pages | None:
    seed = read_seed(written(pages=text, **changed))
    assert isinstance(seed, Seed), seed
    return seed.pages


def test_exact_addresses_and_names_are_read() -> None:
    said = "pages: {addresses: [10.4.7.20, fd00::7], names: handbell.lincoln.example, plain_http: yes}"
    assert pages(said) == Pages(("10.4.7.20", "fd00::7"), ("handbell.lincoln.example",), plain=True)
    assert pages("") is None


@pytest.mark.parametrize(
    ("network", "addresses"),
    [
        ("network: {address: {ip: 10.4.7.20/24}}", ("10.4.7.20",)),
        (FIXED, ("10.62.0.1",)),
        (f"{FIXED[:-1]}, for: pages}}", ("10.4.7.20", "10.62.0.1")),
    ],
)
def test_without_any_it_is_about_the_fixed_addresses_that_have_the_door(
    network: str, addresses: tuple[str, ...]
) -> None:
    found = pages("pages: {plain_http: no}", network=network, district="")
    assert found == Pages(addresses, ())


def test_a_certificate_for_these_addresses_is_taken() -> None:
    text = answered("10.4.7.20")
    found = pages(f"pages:\n  addresses: 10.4.7.20\n  certificate: |\n{indented(text, 4)}")
    assert found is not None
    assert found.certificate == text


@pytest.mark.parametrize(
    ("section", "says"),
    [
        ("pages: [10.4.7.20]", "must be a section"),
        ("pages: {addresses: 10.4.7.0/24}", "a whole network"),
        ("pages: {names: '*.lincoln.example'}", "stands for many names"),
        ("pages: {names: 10.4.7.20}", "looks like an address"),
        ("pages: {addresses: 10.4.7.20, certificate: yes}", "This is no certificate"),
        ("pages: {addresses: 10.4.7.20, certificate: -----BEGIN PRIVATE KEY-----}", "There is a private key here"),
        ("pages: {addresses: 10.4.7.20, plain_http: perhaps}", "must be yes or no"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(section: str, says: str) -> None:
    parsed = examine_seed(written(pages=section))
    assert [each for each in parsed.mistakes if says in each.says and each.line > 1], parsed.mistakes


def test_an_address_of_dhcp_must_be_written() -> None:
    parsed = examine_seed(written(pages="pages: {plain_http: no}", network="network: {address: dhcp}"))
    assert ["DHCP may change it" in each.says for each in parsed.mistakes] == [True]


def test_a_certificate_for_other_addresses_is_a_mistake() -> None:
    section = f"pages:\n  addresses: 10.4.7.21\n  certificate: |\n{indented(answered('10.4.7.20'), 4)}"
    (mistake,) = examine_seed(written(pages=section)).mistakes
    assert mistake.path == "pages.certificate"
    assert mistake.says == "This certificate is for 10.4.7.20, and the pages are at 10.4.7.21."
