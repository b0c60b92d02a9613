"""Gives a card and a sound seed beside it, and the command that brings them together."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest

from image_build.provision.command import main
from tests.image_build.cards import make_card
from tests.image_build.seeds import secret, seed_text


@dataclass(frozen=True, slots=True)
class Said:
    """What the command said and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a card nobody has written to."""
    return make_card(tmp_path_factory.mktemp("card") / "card.img").read_bytes()


@pytest.fixture
def card(blank: bytes, tmp_path: Path) -> Path:
    image = tmp_path / "card.img"
    image.write_bytes(blank)
    return image


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    file = tmp_path / "lincoln.yaml"
    file.write_text(seed_text())
    file.chmod(0o600)
    _made(tmp_path / "buttons")
    return file


def _made(folder: Path) -> None:
    """Write the files that `handbell buttons provision` leaves for the buttons of this seed."""
    folder.mkdir()
    secrets = folder / "secrets.yaml"
    for room, name in (("A101", "a101-desk"), ("B204", "b204-wall")):
        with secrets.open("a") as kept:
            kept.write(f'handbell-{name}_key: "{secret(f"lincoln-ms {room}")}"\n')
        (folder / f"handbell-{name}.yaml").write_text('substitutions:\n  appliance: "10.60.0.1"\n')
    secrets.chmod(0o600)


@pytest.fixture
def provision(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(*words: object) -> Said:
        capsys.readouterr()
        code = main([str(each) for each in words])
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return run


def digest(file: Path) -> str:
    """Give a digest of a file."""
    return sha256(file.read_bytes()).hexdigest()
