"""Fuzzes with wrong files and damaged cards: the answer is always a sentence, never an exception, and when a card is refused no byte has
changed.
"""

import io
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from image_build.provision.command import main
from tests.image_build.cards import MIB, SEED, file_on
from tests.image_build.seeds import seed_text

Fresh = Callable[[], bytes]

pytestmark = pytest.mark.slow

ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
FAT_AT = MIB  # where the test's card has its first partition
TABLES = FAT_AT + 32 * 512
ROOT_NEAR = FAT_AT + (32 + 2 * 532) * 512  # about where the root folder is

spots = some.one_of(
    some.integers(440, 511),
    some.integers(FAT_AT, FAT_AT + 511),
    some.integers(TABLES, TABLES + 512),
    some.integers(ROOT_NEAR, ROOT_NEAR + 2048),
)


@pytest.fixture
def fresh(blank: bytes) -> Fresh:
    """Give the card's bytes by a function, whose name is short when a test fails."""
    return lambda: blank


def _said(*words: object) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(each) for each in words])
    return code, out.getvalue() + err.getvalue()


@given(some.lists(some.tuples(spots, some.binary(min_size=1, max_size=4)), min_size=1, max_size=3))
@ANY
def test_a_card_with_bytes_changed(fresh: Fresh, seed: Path, tmp_path: Path, changes: list[tuple[int, bytes]]) -> None:
    raw = bytearray(fresh())
    for at, new in changes:
        raw[at : at + len(new)] = new
    card = tmp_path / "damaged.img"
    card.write_bytes(raw)
    code, said = _said(card, "--building", seed)
    if code:
        assert said.endswith("Nothing was changed.\n")
        assert card.read_bytes() == bytes(raw), said
    else:
        assert "is the image of lincoln-ms now" in said


@given(some.binary(max_size=3000))
@ANY
def test_any_bytes_as_a_seed(card: Path, fresh: Fresh, tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "any.yaml"
    file.write_bytes(raw)
    code, said = _said(card, "--building", file)
    assert (code, said.endswith("Nothing was changed.\n")) == (1, True)
    assert card.read_bytes() == fresh()


@given(
    some.one_of(some.binary(max_size=500), some.text(max_size=300).map(lambda text: f"name,{text}".encode())),
    some.text(max_size=200),
)
@ANY
def test_any_bytes_as_a_list_and_any_text_as_tokens(
    card: Path, fresh: Fresh, tmp_path: Path, raw: bytes, text: str
) -> None:
    listed, tokens = tmp_path / "any.csv", tmp_path / "tokens"
    listed.write_bytes(raw)
    tokens.write_text(text, encoding="utf-8", errors="replace")
    tokens.chmod(0o600)
    code, said = _said(card, "--buildings", listed, "--tokens", tokens)
    assert (code, said.endswith("Nothing was changed.\n")) == (1, True)
    assert card.read_bytes() == fresh()


cells = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    some.dictionaries(
        some.sampled_from(["plan", "address", "vlan", "dns", "server", "ca", "office", "buttons", "ssh_keys"]), cells
    )
)
@ANY
def test_any_text_in_the_cells_of_a_list(card: Path, fresh: Fresh, tmp_path: Path, row: dict[str, str]) -> None:
    listed = tmp_path / "any.csv"
    quoted = [each.replace('"', '""') for each in row.values()]
    listed.write_text(
        ",".join(["name", "time_zone", *row])
        + "\n"
        + ",".join(["one", "UTC", *(f'"{each}"' for each in quoted)])
        + "\n"
    )
    card.write_bytes(fresh())
    code, _ = _said(card, "--buildings", listed)
    if code:
        assert card.read_bytes() == fresh()
    else:
        assert file_on(card, SEED).startswith(b'seed: 1\nname: "one"\n')


@given(some.integers(0, len(seed_text()) - 2), some.sampled_from(["\n", "\r\n"]))
@ANY
def test_a_seed_cut_anywhere(card: Path, fresh: Fresh, tmp_path: Path, at: int, ends: str) -> None:
    file = tmp_path / "cut.yaml"
    whole = seed_text().replace("\n", ends).encode()
    file.write_bytes(whole[:at])
    file.chmod(0o600)
    code, said = _said(card, "--building", file)
    assert (code, said.endswith("Nothing was changed.\n")) == (1, True)
    assert card.read_bytes() == fresh()
