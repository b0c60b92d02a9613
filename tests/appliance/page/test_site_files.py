"""Tests what browsers load: small, whole, from nowhere else, and all of it kept by the service worker."""

import re
from collections.abc import Iterable

import pytest

from appliance.api.page.phone import HEARTBEAT_S
from appliance.page.site_files import SHOWN_AS, WORKER, SiteFile, site_files
from appliance.plan.model import Kind
from appliance.words.kinds import KINDS
from hardware.messengers.page import GONE_S

PAGE_LEN_MAX = 30 * 1024
FILES = site_files()
REFERS = re.compile(r"""(?:href|src)="/([^"#]*)"|from "\./([^"]+)"|import\("\./([^"]+)"\)""")


def needs(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Give every file that a page loads, itself and what those load."""
    seen |= {name}
    for found in REFERS.finditer(FILES[name].content.decode()):
        other = next(each for each in found.groups() if each is not None)
        if other not in seen and other not in SHOWN_AS:
            seen |= needs(other, seen)
    return seen


@pytest.mark.parametrize("page", SHOWN_AS)
def test_a_page_is_small_with_all_that_it_loads(page: str) -> None:
    assert sum(len(FILES[name].packed) for name in needs(page)) <= PAGE_LEN_MAX


@pytest.mark.parametrize("page", SHOWN_AS)
def test_no_page_has_a_program_or_a_style_inside_or_takes_any_from_elsewhere(page: str) -> None:
    text = FILES[page].content.decode()
    assert re.findall(r"<script(?![^>]*src=\"/)|<style|style=|\son\w+=|//", text) == []
    assert FILES[page].content_type == "text/html"


def texts() -> Iterable[tuple[str, SiteFile]]:
    return ((name, file) for name, file in FILES.items() if file.content_type != "image/svg+xml")


def test_no_file_names_another_site_or_makes_markup_out_of_text() -> None:
    bad = re.compile(
        r"https?://(?!www\.w3\.org/2000/svg)|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    )
    assert {
        name: bad.findall(file.content.decode()) for name, file in texts() if bad.search(file.content.decode())
    } == {}


def test_the_worker_keeps_every_file_and_its_own_bytes_change_with_any_of_them() -> None:
    said = FILES[WORKER].content.decode().splitlines()[0]
    kept = set(re.findall(r'"/([^"]*)"', said))
    assert kept == set(FILES) - {WORKER}
    assert re.search(r'VERSION = "[0-9a-f]{16}"', said)


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_of_call_has_the_same_sign_on_pages_and_telephones_as_at_desks(kind: Kind) -> None:
    signs = dict(re.findall(r'"?([a-z-]+)"?: "(.)"', FILES["kinds.js"].content.decode()))
    assert signs[kind.value] == KINDS[kind].shape
    titles = re.findall(rf'"kind-{kind.value}": "(.) ', FILES["phone_words.js"].content.decode())
    assert titles == [KINDS[kind].shape] * 2, "in English and in Spanish"


def test_pages_have_one_spanish_word_for_the_box_and_one_for_pairing_and_no_command_of_a_console() -> None:
    said = {name: file.content.decode() for name, file in texts() if name.endswith("words.js")}
    assert len(said) > 5
    others = re.compile(r"\bla central\b|emparej|pair page", re.IGNORECASE)
    assert {name: others.findall(text) for name, text in said.items() if others.search(text)} == {}


def test_the_page_of_a_phone_says_that_it_is_in_front_as_often_as_the_box_counts_on() -> None:
    (beat_ms,) = re.findall(r"const BEAT_MS = (\d+);", FILES["phone_line.js"].content.decode())
    assert int(beat_ms) == 1000 * HEARTBEAT_S
    assert GONE_S >= 3 * HEARTBEAT_S, "two that are lost lose nobody"
