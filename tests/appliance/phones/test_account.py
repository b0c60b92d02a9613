"""The secret of the account is looked at before baresip reads it, and stands in no sentence."""

from pathlib import Path

import pytest

from appliance.api.phones.messages import Setup
from appliance.phones.account import (
    REGISTERED_S,
    REGISTERS_AFTER_PERCENT,
    Account,
    BadSecret,
    Ports,
    read_secret,
    write_files,
)

SETUP = Setup(pbx="10.99.0.1", port=5061, transport="udp", user="handbell", extension="4357")


@pytest.mark.parametrize(
    "secret", ["two words", 'a"b', "a;b", "a,b", "a<b", "a\\b", "a%b", "ä", "x" * 129, "a\nb", "a\x00b", " "]
)
def test_a_secret_that_baresip_would_read_otherwise_is_refused(tmp_path: Path, secret: str) -> None:
    path = tmp_path / "secret"
    path.write_text(secret, encoding="utf-8")
    with pytest.raises(BadSecret, match="Set another one at the PBX") as refused:
        read_secret(path)
    assert secret.strip() == "" or secret not in str(refused.value)


def test_a_secret_is_read_without_the_end_of_its_line(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("good-Secret!1\n")
    assert read_secret(path) == "good-Secret!1"
    with pytest.raises(BadSecret, match="cannot be read"):
        read_secret(tmp_path / "none")


def test_what_is_printed_of_an_account_holds_no_secret() -> None:
    assert "hidden" not in repr(Account(SETUP, "hidden", None))


def test_the_files_of_a_line_are_for_its_user_alone_and_load_nothing_that_records(tmp_path: Path) -> None:
    folder = tmp_path / "line-3"
    write_files(folder, Account(SETUP, "hidden", None), Ports(), 3, "10.99.0.2")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    config = (folder / "config").read_text()
    loaded = {line.split()[1] for line in config.splitlines() if line.startswith("module") and line.endswith(".so")}
    assert loaded == {"g711.so", "aufile.so", "aubridge.so", "account.so", "menu.so", "ctrl_tcp.so"}
    assert "audio_player aubridge,nowhere\n" in config, (
        "the player of aufile falls over where it ends as soon as it began"
    )
    assert "ctrl_tcp_listen 127.0.0.1:4453" in config
    assert "sip_listen 10.99.0.2:5076" in config


def test_a_line_registers_long_before_the_pbx_would_forget_it(tmp_path: Path) -> None:
    write_files(tmp_path, Account(SETUP, "hidden", None), Ports(), 0, "10.99.0.2")
    account = (tmp_path / "accounts").read_text()
    assert f";regint={REGISTERED_S};rwait={REGISTERS_AFTER_PERCENT};" in account
    assert REGISTERED_S * REGISTERS_AFTER_PERCENT / 100 <= 20, "so long nobody could call after a restart of the PBX"
    assert 5 <= REGISTERS_AFTER_PERCENT <= 95, "what baresip 1.1.0 takes"
