"""Tests `handbell communications`: a file is taken whole, or every mistake in it is named with its line."""

from pathlib import Path

import pytest

from appliance.communications_command import main
from appliance.communications_file import read, shipped, shipped_text
from tests.appliance.communications.test_parse import draft, own


def test_the_shipped_file_is_printed_and_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["example"]) == 0
    printed = capsys.readouterr().out
    assert printed == shipped_text()
    (tmp_path / "own.toml").write_text(printed, encoding="utf-8")
    assert main(["check", str(tmp_path / "own.toml")]) == 0
    assert capsys.readouterr().out == (
        f"{shipped().title}: sound. 6 checklists, 16 drafts, 3 speakers. 3 of the speakers have no name.\n"
    )


def test_every_mistake_is_named_with_its_line_and_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "own.toml"
    file.write_text(own(drafts=draft(en="The girl is well.", es="Ella está bien.")), encoding="utf-8")
    assert main(["check", str(file)]) == 1
    first, second, third = capsys.readouterr().err.splitlines()
    assert first.startswith(f'{file}:9: draft[0].en[0]: "girl" tells a sex.')
    assert second.startswith(f'{file}:10: draft[0].es[0]: "Ella" tells a sex.')
    assert third == "2 mistakes. The file is refused as a whole."


def test_a_file_that_is_not_there_or_is_no_text_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "none.toml")]) == 2
    assert "none.toml could not be used" in capsys.readouterr().err
    (tmp_path / "latin.toml").write_bytes(own().encode().replace("ó".encode(), b"\xf3"))
    assert main(["check", str(tmp_path / "latin.toml")]) == 1
    assert "This is no UTF-8 text. Save the file as UTF-8" in capsys.readouterr().err


def test_a_file_from_windows_has_the_same_lines(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(own(drafts=draft(en="He came.")).replace("\n", "\r\n").encode())
    assert [each.line for each in read(file).mistakes] == [9]
