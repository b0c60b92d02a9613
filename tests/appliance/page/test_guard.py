"""Tests who may ask: by Host, Origin and Sec-Fetch-Site. Pure."""

import pytest

from appliance.page.guard import HEADERS, host_of, why_not

HOSTS = frozenset({"10.4.7.20", "fd00::7", "handbell.foxhollow.example"})
HERE = {"Host": "handbell.foxhollow.example:8444"}
OURS = {**HERE, "Origin": "https://handbell.foxhollow.example:8444", "Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("10.4.7.20", "10.4.7.20"),
        ("10.4.7.20:8444", "10.4.7.20"),
        ("[FD00::7]:8444", "fd00::7"),
        ("[fd00:0:0::7]", "fd00::7"),
        ("Handbell.FoxHollow.example.:8444", "handbell.foxhollow.example"),
        ("", ""),
    ],
)
def test_a_host_is_read_without_its_port(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize(
    "host", ["bank.example", "10.4.7.21", "localhost", "", "[::1]:8444", "x.handbell.foxhollow.example"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_is_served_under_a_name_that_the_certificate_has_not(host: str, method: str) -> None:
    """A strange site that leads its own name to our address."""
    refused = why_not(method, "/ask", {"Host": host, "Origin": f"https://{host}"}, HOSTS)
    assert refused is not None and refused[0] == 421


def test_our_own_pages_may_ask() -> None:
    assert why_not("POST", "/ask", OURS, HOSTS) is None
    assert why_not("GET", "/events", {**HERE, "Sec-Fetch-Site": "same-origin"}, HOSTS) is None
    older = {
        key: value for key, value in OURS.items() if key != "Sec-Fetch-Site"
    }  # Safari before 16.4 says no Sec-Fetch-Site
    assert why_not("POST", "/ask", older, HOSTS) is None


@pytest.mark.parametrize(
    "other",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://handbell.foxhollow.example:8444"},
        {"Origin": "https://handbell.foxhollow.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_no_other_site_asks(other: dict[str, str]) -> None:
    refused = why_not("POST", "/ask", {**OURS, **other}, HOSTS)
    assert refused is not None and refused[0] == 403


def test_a_question_without_an_origin_is_refused() -> None:
    refused = why_not("POST", "/ask", HERE, HOSTS)
    assert refused is not None and refused[0] == 403


def test_a_link_elsewhere_opens_a_page_and_nothing_else() -> None:
    link = {**HERE, "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert why_not("GET", "/room", link, HOSTS) is None
    assert why_not("GET", "/events", link, HOSTS) is not None
    assert why_not("GET", "/room", {**link, "Sec-Fetch-Dest": "iframe"}, HOSTS) is not None
    assert (
        why_not("GET", "/room.js", {**link, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, HOSTS) is not None
    )


def test_nothing_from_elsewhere_runs_in_a_page_and_no_page_is_framed() -> None:
    policy = dict(each.strip().split(" ", 1) for each in HEADERS["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"], policy["base-uri"]) == ("'none'", "'none'", "'none'")
    assert {name: value for name, value in policy.items() if "unsafe" in value or "http" in value or "*" in value} == {}
    assert policy["script-src"] == policy["connect-src"] == "'self'"
