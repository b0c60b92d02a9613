"""Writes the list of all packages in an image, Debian's and wheels: one JSON object a line. The bill of materials is made from it."""

import json
from collections.abc import Sequence
from email.parser import HeaderParser
from pathlib import Path
from typing import Final

from image_build.layers.debs import Deb
from image_build.lock import Lock
from image_build.programs import run

MAKING: Final = 1  # see MAKING in `userland`
FILE: Final = "packages.jsonl"


def inputs(debs: Sequence[Deb], lock: Lock) -> dict[str, object]:
    """Return everything that may change a byte of this layer."""
    return {"making": MAKING, "debs": [deb.pin for deb in debs], "wheels": [wheel.sha256 for wheel in lock.wheels]}


def make(folder: Path, debs: Sequence[Deb], lock: Lock) -> None:
    """Write `packages.jsonl` into `folder`, sorted."""
    lines = [
        json.dumps(entry, sort_keys=True, ensure_ascii=False)
        for entry in [*map(_of_deb, sorted(debs)), *_of_wheels(lock)]
    ]
    (folder / FILE).write_text("\n".join(lines) + "\n")


def read(place: Path) -> list[dict[str, str]]:
    """Read the list: `kind` ("deb" or "wheel"), `name`, `version`, `sha256`; for a deb also `architecture`, `source`, `says`, `home`."""
    return [json.loads(line) for line in place.read_text().splitlines()]


def _of_deb(deb: Deb) -> dict[str, str]:
    control = HeaderParser().parsestr(run(["dpkg-deb", "-f", str(deb.path)]))
    source = control.get("Source", deb.name).split()[0]  # "name (version)", if the source has another version
    says = control.get("Description", "").splitlines()[0]
    return {
        "kind": "deb",
        "name": deb.name,
        "version": deb.version,
        "architecture": deb.architecture,
        "sha256": deb.sha256,
        "source": source,
        "says": says,
        "home": control.get("Homepage", ""),
    }


def _of_wheels(lock: Lock) -> list[dict[str, str]]:
    return [
        {"kind": "wheel", "name": wheel.name, "version": wheel.version, "sha256": wheel.sha256, "file": wheel.file}
        for wheel in lock.wheels
    ]
