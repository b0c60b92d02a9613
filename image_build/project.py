"""Reads from pyproject.toml our version, requirements, packages and commands. Read where the image is built, from a clone."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from image_build.programs import CannotBuild

CLONE: Final = Path(__file__).resolve().parents[1]  # the clone


@dataclass(frozen=True, slots=True)
class Project:
    """The part of pyproject.toml from which an image is made. `commands` is name to "module:function"."""

    version: str
    requirements: tuple[str, ...]
    packages: tuple[str, ...]
    commands: dict[str, str]
    package_data: dict[str, list[str]]
    for_district: tuple[str, ...] = ()

    @property
    def of_server(self) -> tuple[str, ...]:
        """The requirements of the district's server: the box's, and PostgreSQL's driver."""
        return self.requirements + self.for_district


def project(clone: Path = CLONE) -> Project:
    """Read pyproject.toml. Raises CannotBuild if there is no clone: an image is made from sources, never from an installed program."""
    place = clone / "pyproject.toml"
    if not place.exists():
        raise CannotBuild(
            f"There is no {place}. Images are made from a clone of Handbell: make setup, then .venv/bin/handbell image build."
        )
    said = tomllib.loads(place.read_text())
    about, packaging = said["project"], said["tool"]["setuptools"]
    return Project(
        version=about["version"],
        requirements=tuple(about["dependencies"]),
        packages=tuple(packaging["packages"]),
        commands=about["entry-points"]["handbell.commands"],
        package_data=packaging["package-data"],
        for_district=tuple(about["optional-dependencies"]["district"]),
    )
