"""Tests that each building without a phrase gets one: on a page of its own, with its public half in the seed and on the card, and the words
nowhere else.
"""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from appliance.commands.recovery import main as recovery
from appliance.envelope.phrase import NotAPhrase, entropy_of, private_of
from appliance.envelope.public_half import shown
from image_build.seed.model import Seed
from image_build.seed.read import read_seed_bytes
from tests.image_build.cards import SEED, file_on
from tests.image_build.provision.conftest import Said, digest
from tests.image_build.provision.district import District
from tests.image_build.seeds import seed_text

pytestmark = pytest.mark.slow  # these tests use real file systems

Provision = Callable[..., Said]


@pytest.fixture
def district(tmp_path: Path) -> District:
    folder = tmp_path / "district"
    folder.mkdir()
    made = District(folder, 3)
    for row in made.rows:
        row["recovery"] = f"{row['name']}/recovery.txt"
    made.write()
    return made


def _pages(paper: Path) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(paper)]


def _public_on(page: str) -> bytes:
    """Give the public half for the words on a page."""
    numbered = re.search(r"(?<![0-9])1\. .*? 12\. [a-z]+", page)
    assert numbered is not None, page
    entropy = entropy_of(numbered[0])
    assert not isinstance(entropy, NotAPhrase), entropy
    return private_of(entropy).public.raw


def _seed(raw: bytes) -> Seed:
    seed = read_seed_bytes(raw)
    assert isinstance(seed, Seed), seed
    return seed


def test_one_building_has_its_paper_and_its_seed_the_public_half(
    provision: Provision, card: Path, seed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper, before = tmp_path / "phrases.pdf", seed.read_text()
    told = provision(card, "--building", seed, "--phrases", paper)
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"Recovery phrases to print: {paper}. Put each page into the safe of its building")
    assert f"Their public halves are kept in {seed}\n" in told.out
    (page,) = _pages(paper)
    public = _public_on(page)
    assert "Lincoln Middle School" in page
    assert f"Box lincoln-ms. Public half of this phrase: {shown(public)}" in page
    assert _seed(file_on(card, SEED)).recovery == public
    assert seed.read_bytes() == file_on(card, SEED)
    assert (paper.stat().st_mode & 0o777, seed.stat().st_mode & 0o777) == (0o600, 0o600)
    assert next(line for line in seed.read_text().splitlines() if line not in before.splitlines()) == "recovery:"
    words = re.findall(r"[0-9]+\. ([a-z]+)", page)[:12]
    for file in tmp_path.rglob("*"):
        if file.is_file() and file != paper:
            assert " ".join(words[:2]).encode() not in file.read_bytes(), file
    monkeypatch.setattr("sys.stdin", io.StringIO(" ".join(words)))
    assert recovery(["check", "--public", str(seed)]) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root could take a file from its owner")
def test_the_seed_stays_its_owners_where_root_writes_the_card(
    provision: Provision, card: Path, seed: Path, tmp_path: Path
) -> None:
    os.chown(seed, 12345, 12346)
    assert provision(card, "--building", seed, "--phrases", tmp_path / "phrases.pdf").code == 0
    assert (seed.stat().st_uid, seed.stat().st_gid, seed.stat().st_mode & 0o777) == (12345, 12346, 0o600)


def test_it_is_made_once(provision: Provision, card: Path, seed: Path, tmp_path: Path) -> None:
    assert provision(card, "--building", seed, "--phrases", tmp_path / "1.pdf").code == 0
    kept, on_card = seed.read_bytes(), digest(card)
    told = provision(card, "--building", seed, "--phrases", tmp_path / "2.pdf")
    assert told.code == 1
    assert told.err.startswith("Each of these buildings has a recovery phrase already.")
    told = provision(card, "--building", seed, "--phrases", tmp_path / "1.pdf")
    assert told.err.startswith(f"{tmp_path}/1.pdf is there already.")
    assert (seed.read_bytes(), digest(card), (tmp_path / "2.pdf").exists()) == (kept, on_card, False)
    assert provision(card, "--building", seed).code == 0


def test_a_list_gets_a_page_for_each_that_has_none(provision: Provision, district: District, tmp_path: Path) -> None:
    paper, out = tmp_path / "phrases.pdf", tmp_path / "seeds"
    words = ("--buildings", district.list, "--tokens", district.tokens)
    first = provision(*words, "--seeds-only", out / "1", "--only", "school-02", "--phrases", tmp_path / "second.pdf")
    assert (first.code, first.err) == (0, "")
    told = provision(*words, "--seeds-only", out / "2", "--phrases", paper)
    assert (told.code, told.err) == (0, "")
    pages = _pages(paper)
    assert [re.search("School 0[0-9]", page)[0] for page in pages] == ["School 01", "School 03"]  # type: ignore[index]
    again = provision(*words, "--seeds-only", out / "3")
    assert (again.code, again.err) == (0, "")
    known = {"school-02": _pages(tmp_path / "second.pdf")[0], "school-01": pages[0], "school-03": pages[1]}
    for name, page in known.items():
        assert _seed((out / "2" / name / SEED).read_bytes()).recovery == _public_on(page)
        assert _seed((out / "3" / name / SEED).read_bytes()).recovery == _public_on(page)


def test_where_the_public_half_is_to_be_kept_has_to_be_said(
    provision: Provision, district: District, tmp_path: Path
) -> None:
    words = ("--buildings", district.list, "--tokens", district.tokens, "--seeds-only", tmp_path / "seeds")
    told = provision(*words)
    assert f"{district.list}:2: recovery: school-01/recovery.txt: There is no such file." in told.err
    district.rows[0]["recovery"] = ""
    district.rows[1]["recovery"] = "school-03/recovery.txt"
    district.write()
    told = provision(*words, "--phrases", tmp_path / "phrases.pdf")
    assert f"{district.list}:2: recovery: This is empty: the public half of a new phrase is kept in a file." in told.err
    assert f'{district.list}:4: recovery: The file "recovery.txt" is also that of school-02' in told.err
    assert told.err.endswith("Nothing was changed.\n")
    assert not (tmp_path / "phrases.pdf").exists()


def test_one_phrase_for_two_buildings_is_a_mistake(provision: Provision, district: District, tmp_path: Path) -> None:
    words = ("--buildings", district.list, "--tokens", district.tokens, "--seeds-only")
    assert provision(*words, tmp_path / "1", "--phrases", tmp_path / "phrases.pdf").code == 0
    kept = [district.folder / f"school-0{number}" / "recovery.txt" for number in (1, 2)]
    kept[1].write_text(kept[0].read_text())
    told = provision(*words, tmp_path / "2")
    assert (
        f"{district.list}:3: recovery: This recovery phrase is also that of school-01 ({district.list}:2)." in told.err
    )
    kept[1].write_text("not this")
    told = provision(*words, tmp_path / "2")
    assert (
        f"{district.list}:3: recovery: This is no public half of a recovery phrase: one has 1,624 letters, and here are 7."
        in told.err
    )


def test_a_card_that_cannot_be_written_leaves_the_paper_and_says_how_to_go_on(
    provision: Provision, seed: Path, tmp_path: Path
) -> None:
    paper, no_card = tmp_path / "phrases.pdf", tmp_path / "no.img"
    no_card.write_bytes(bytes(4096))
    told = provision(no_card, "--building", seed, "--phrases", paper)
    assert told.code == 1
    assert told.err.endswith(
        f"No card was changed. The recovery phrases are in {paper}, and their public halves are kept: run this again without --phrases.\n"
    )
    assert "Nothing was changed" not in told.err
    assert _seed(seed.read_bytes()).recovery == _public_on(_pages(paper)[0])


def test_a_public_half_that_cannot_be_kept_stops_before_any_card(
    provision: Provision, card: Path, district: District, tmp_path: Path
) -> None:
    district.rows[1]["recovery"] = "nowhere/recovery.txt"
    district.write()
    before, paper = digest(card), tmp_path / "phrases.pdf"
    words = (card, "--buildings", district.list, "--tokens", district.tokens, "--out", tmp_path / "cards")
    told = provision(*words, "--phrases", paper)
    assert told.code == 1
    assert told.err.startswith(
        f"{district.folder}/nowhere/recovery.txt could not be written: No such file or directory."
    )
    assert f"Keep {paper}: buildings before this one have their phrase from it." in told.err
    assert digest(card) == before
    assert not (tmp_path / "cards").exists()
    kept = _public_on(_pages(paper)[0])
    (district.folder / "nowhere").mkdir()
    assert provision(*words, "--phrases", tmp_path / "more.pdf").code == 0
    assert _seed(file_on(tmp_path / "cards" / "school-01.img", SEED)).recovery == kept
    assert len(_pages(tmp_path / "more.pdf")) == 2


def test_a_seed_of_another_computer_keeps_its_ends_of_lines(provision: Provision, card: Path, tmp_path: Path) -> None:
    seed = tmp_path / "windows.yaml"
    seed.write_bytes(b"\xef\xbb\xbf" + seed_text().replace("\n", "\r\n").encode())
    seed.chmod(0o600)
    assert provision(card, "--building", seed, "--phrases", tmp_path / "phrases.pdf").code == 0
    raw = seed.read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert _seed(raw).recovery == _public_on(_pages(tmp_path / "phrases.pdf")[0])
