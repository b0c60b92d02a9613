"""A fixture: an empty folder to provision in."""

from pathlib import Path

import pytest

from tests.appliance.buttons.paperwork import Paperwork


@pytest.fixture
def papers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Paperwork:
    def said() -> str:
        captured = capsys.readouterr()
        return (captured.out + captured.err).replace(f"{tmp_path}/", "")

    return Paperwork(tmp_path, said)
