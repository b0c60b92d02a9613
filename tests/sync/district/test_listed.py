"""Tests the names of buildings from a list as spreadsheets save it."""

from pathlib import Path
from time import process_time

import pytest

from sync.district.listed import LIST_BYTES_MAX, ListUnreadable, names_in


@pytest.mark.parametrize(
    "text",
    [
        "name,plan,desk\nfox-hollow-es,a.yaml,tty\nlark-ms,b.yaml,tty\n",
        "plan;Name\r\n\r\na.yaml;fox-hollow-es\r\nb.yaml; lark-ms \r\n",
        '\ufeffname\tplan\nfox-hollow-es\t"a, b"\nlark-ms\n',
    ],
)
def test_names_stand_in_their_column_whatever_else_the_list_has(tmp_path: Path, text: str) -> None:
    (tmp_path / "buildings.csv").write_bytes(text.encode())
    assert names_in(tmp_path / "buildings.csv") == ["fox-hollow-es", "lark-ms"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no column name"),
        (b"plan,desk\na,b\n", "no column name"),
        (b"name\n", "no building"),
        (b"plan,name\na.yaml,\n", "a row without a name"),
        (b"name\nlark-ms\nlark-ms\n", "lark-ms more than once"),
        (b'name\n"lark', "cannot be read as a list"),
        (b"name\n\xff\xfe\n", "cannot be read as a list"),
        (b"x" * (LIST_BYTES_MAX + 1), "is longer than"),
    ],
)
def test_a_list_without_names_is_refused_in_words(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "buildings.csv").write_bytes(content)
    with pytest.raises(ListUnreadable, match=says):
        names_in(tmp_path / "buildings.csv")


def test_the_longest_list_there_may_be_is_read_at_once(tmp_path: Path) -> None:
    """To compare each name with each other one would take minutes."""
    rows = ["name", *(f"school-{number}" for number in range(70_000))]
    (tmp_path / "buildings.csv").write_text("\n".join(rows))
    assert (tmp_path / "buildings.csv").stat().st_size > LIST_BYTES_MAX * 0.8
    began_s = process_time()
    assert names_in(tmp_path / "buildings.csv") == rows[1:]
    assert process_time() - began_s < 20
