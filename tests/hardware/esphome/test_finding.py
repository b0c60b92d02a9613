"""Tests the ways to find a button: a typed address, a remembered one, an announced one, or one met by mistake. The key says which button it
is; an address is only a hint.
"""

import json
from pathlib import Path

from hardware.esphome.address import Address, reachable
from hardware.esphome.address_book import NAME, AddressBook
from hardware.esphome.twin import identity
from hardware.ports import Feedback, Fitting, Phase
from tests.hardware.esphome.lan import HOST, KEYS, lan
from tests.hardware.running import until
from tests.patience import PatientTwins


def test_addresses_are_read_as_people_type_them() -> None:
    assert Address.read("10.0.0.5") == Address("10.0.0.5", 6053)
    assert Address.read("10.0.0.5:7000") == Address("10.0.0.5", 7000)
    assert Address.read("fe80::1%eth0") == Address("fe80::1%eth0", 6053)
    assert Address.read("[2001:db8::5]:7000") == Address("2001:db8::5", 7000)
    assert Address.read("button-b204.lan") == Address("button-b204.lan", 6053)
    assert [Address.read(each) for each in ("", "10.0.0.5:0", "10.0.0.5:99999", ":6053")] == [None] * 4


def test_an_address_is_written_as_it_is_read() -> None:
    for text in ("10.0.0.5", "10.0.0.5:7000", "[2001:db8::5]:7000"):
        assert str(Address.read(text)) == text
    assert Address.read(str(Address("2001:db8::5"))) == Address("2001:db8::5")


def test_a_link_local_address_without_its_interface_leads_nowhere_and_ipv4_goes_first() -> None:
    assert reachable(["fe80::1", "2001:db8::5", "10.0.0.5", "fe80::2%eth0"]) == [
        "10.0.0.5",
        "2001:db8::5",
        "fe80::2%eth0",
    ]


async def test_a_typed_address_is_enough() -> None:
    async with lan() as harness, PatientTwins(HOST, harness.source.port, {"A": KEYS["A"]}, dials=False) as building:
        where, port = await building.listen("A", HOST)
        harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}")})
        await harness.comes("A", 2)
        assert harness.source.links()["A"].connected_at == f"{where}:{port}"


async def test_after_a_restart_it_is_found_where_it_was_last_met(tmp_path: Path) -> None:
    async with PatientTwins(HOST, 1, {"A": KEYS["A"]}, dials=False) as building:
        where, port = await building.listen("A", HOST)
        async with lan(tmp_path) as harness:
            harness.source.expect({"A": Fitting("handbell-a", f"{where}:{port}")})
            await harness.comes("A", 2)
            await until(lambda: bool(harness.check_ins()))
        kept = json.loads((tmp_path / NAME).read_text())["handbell-a"]
        assert (kept["where"], kept["mac"]) == (f"{where}:{port}", identity.mac_of("handbell-a"))
        async with lan(tmp_path) as harness:
            harness.source.expect({"A": Fitting("handbell-a")})
            await harness.comes("A", 2)


async def test_where_it_called_from_is_no_part_of_another_address(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps({"handbell-a": {"where": f"{HOST}9"}}))
    async with lan(tmp_path) as harness, PatientTwins(HOST, harness.source.port, {"A": KEYS["A"]}):
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.comes("A", 6)
    assert json.loads((tmp_path / NAME).read_text())["handbell-a"]["where"] == HOST


async def test_a_call_from_where_it_was_met_leaves_its_port_known(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps({"handbell-a": {"where": f"{HOST}:1"}}))
    async with lan(tmp_path) as harness, PatientTwins(HOST, harness.source.port, {"A": KEYS["A"]}):
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.comes("A", 6)
    assert json.loads((tmp_path / NAME).read_text())["handbell-a"]["where"] == f"{HOST}:1"


async def test_two_buttons_whose_addresses_were_swapped_find_each_others_way(tmp_path: Path) -> None:
    async with PatientTwins(HOST, 1, dict(KEYS), dials=False) as building:
        ports = {each: (await building.listen(each, HOST))[1] for each in "AB"}
        swapped = {"handbell-a": {"where": f"{HOST}:{ports['B']}"}, "handbell-b": {"where": f"{HOST}:{ports['A']}"}}
        (tmp_path / NAME).write_text(json.dumps(swapped))
        async with lan(tmp_path) as harness:
            harness.source.expect({"A": Fitting("handbell-a"), "B": Fitting("handbell-b")})
            await harness.comes("A", 3)
            await harness.comes("B", 3)
            assert harness.source.links()["A"].connected_at == f"{HOST}:{ports['A']}"
            assert not harness.faults()


async def test_a_book_that_is_damaged_is_no_book(tmp_path: Path) -> None:
    for damage in ("", "{", "[]", '{"handbell-a": 5}', '{"handbell-a": {"colour": "red"}}'):
        (tmp_path / NAME).write_text(damage)
        assert AddressBook(tmp_path).met("handbell-a").where == ""


async def test_a_folder_that_takes_no_book_harms_nobody(tmp_path: Path) -> None:
    async with lan(tmp_path / "gone") as harness, PatientTwins(HOST, harness.source.port, {"A": KEYS["A"]}):
        harness.source.expect({"A": Fitting("handbell-a")})
        await harness.comes("A", 6)


async def test_who_leaves_the_plan_is_let_go_and_told_nothing_more() -> None:
    async with lan() as harness, PatientTwins(HOST, harness.source.port, {"A": KEYS["A"]}) as building:
        harness.source.expect({"A": Fitting("handbell-a")})
        harness.source.tell("A", Feedback(Phase.READY, 1))
        await building.until_lamp("A", "ready", within_s=6)
        harness.source.expect({})
        assert harness.source.links() == {}
        harness.source.tell("A", Feedback(Phase.TEST, 1))
        await until(lambda: not building.twin("A").sessions() or building.lamp("A") != "test")
        harness.source.expect({"A": Fitting("handbell-a")})
        harness.source.tell("A", Feedback(Phase.ACKNOWLEDGED, 1))
        await building.until_lamp("A", "acknowledged", within_s=8)
