"""Which proxy is asked, and that its password is shown to nobody."""

import pytest

from sync.transport.proxy import Proxy, proxy_for

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
