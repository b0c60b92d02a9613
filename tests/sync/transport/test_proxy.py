"""Tests which proxy is asked, and that its password is shown to nobody."""

import ssl

import pytest

from sync.transport.line import DistrictLine, Unreachable
from sync.transport.proxy import Proxy, proxy_for
from sync.uplink.settings import parse

SERVER = "https://district.example.org:8443"


def test_the_setting_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://from-environment:1")
    assert proxy_for(SERVER, "http://from-setting:2") == Proxy("http://from-setting:2")
    assert proxy_for(SERVER) == Proxy("http://from-environment:1")


def test_no_proxy_names_hosts_that_are_reached_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "squid:3128")
    monkeypatch.setenv("NO_PROXY", "other.org")
    assert proxy_for(SERVER) == Proxy("http://squid:3128")
    monkeypatch.setenv("NO_PROXY", "other.org,.example.org")
    assert proxy_for(SERVER) is None


def test_without_either_it_goes_straight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    monkeypatch.delenv("https_proxy", raising=False)
    assert proxy_for(SERVER) is None


def test_what_is_shown_of_a_proxy_has_no_password() -> None:
    assert Proxy("http://school:secret@squid:3128").shown == "squid:3128"


def test_a_setting_without_http_is_completed() -> None:
    assert parse(["--proxy", "school:secret@squid:3128"]).proxy == "http://school:secret@squid:3128"
    assert parse([]).proxy == ""


@pytest.mark.parametrize(
    "wrong", ["http://u:sec/ret@squid:9", "u:1/secret@squid", "squid:99999", "http://:9", "socks5://squid:9"]
)
def test_a_setting_that_is_no_proxys_address_is_refused_without_its_password(
    wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(["--proxy", wrong])
    said = capsys.readouterr().err
    assert "--proxy: not a proxy's address: it is http://[NAME:PASSWORD@]HOST:PORT" in said
    assert wrong not in said


@pytest.mark.parametrize("wrong", ["http://u:sec/ret@squid:9", "http://u:sec@squid:99999"])
async def test_what_the_environment_says_wrong_is_named_without_its_password(wrong: str) -> None:
    async with DistrictLine.open(SERVER, ssl.create_default_context(), Proxy(wrong)) as line:
        with pytest.raises(Unreachable, match="An address cannot be read") as met:
            await line.head()
    assert "sec" not in str(met.value)
