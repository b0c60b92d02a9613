"""Runs `handbell image lock`: chooses the wheels of box and servers anew, and writes names and hashes for people to check and commit."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from image_build import lock
from image_build.programs import CannotBuild, run
from image_build.project import project
from image_build.recipe import PYTHON
from image_build.wheel_tags import BOX, SERVERS, environment, platforms


@dataclass(frozen=True, slots=True)
class Chosen:
    """For what wheels are chosen. `same` are versions that were already chosen for others: a test on one then counts for the other."""

    requirements: tuple[str, ...]
    machine: str
    same: tuple[str, ...] = ()


def main(arguments: list[str]) -> int:
    """Choose the newest allowed wheels for the box, and the same for the district's servers, and write their hashes down.

    Returns the exit code: 0 written, or already so; 1 not; 2 not understood.
    """
    parser = argparse.ArgumentParser(prog="handbell image lock", description=(main.__doc__ or "").splitlines()[0])
    parser.parse_args(arguments)
    try:
        asked = project()
        sys.stdout.write(_renew(lock.PLACE, Chosen(asked.requirements, BOX)))
        same = tuple(f"{wheel.name}=={wheel.version}" for wheel in lock.read().wheels)
        for machine in SERVERS:
            sys.stdout.write(_renew(lock.of_server(machine), Chosen(asked.of_server, machine, same)))
    except CannotBuild as refused:
        sys.stderr.write(f"handbell image lock: {refused}\n")
        return 1
    return 0


def changes(before: Sequence[lock.Wheel], after: Sequence[lock.Wheel]) -> list[str]:
    """List what a person should look at before committing: one line for each wheel that came, went or changed."""
    old, new = ({wheel.name: wheel.version for wheel in wheels} for wheels in (before, after))
    came = [f"  new      {name} {new[name]}" for name in sorted(new.keys() - old.keys())]
    went = [f"  gone     {name} {old[name]}" for name in sorted(old.keys() - new.keys())]
    moved = [
        f"  changed  {name} {old[name]} -> {new[name]}"
        for name in sorted(old.keys() & new.keys())
        if old[name] != new[name]
    ]
    return came + went + moved


def chosen(report: dict[str, Any]) -> list[lock.Wheel]:
    """Return the wheels in pip's report (pip.pypa.io/en/stable/reference/installation-report, version 1)."""
    found = []
    for item in report["install"]:
        about, where = item["metadata"], item["download_info"]
        file = unquote(where["url"].rsplit("/", 1)[-1])
        sha256 = where["archive_info"]["hashes"]["sha256"]
        found.append(lock.Wheel(canonicalize_name(about["name"]), about["version"], sha256, file))
    return sorted(found)


def wrong_there(report: dict[str, Any], requirements: Sequence[str], machine: str = BOX) -> list[str]:
    """List where pip's choice does not fit `machine`. pip answers conditions such as `platform_machine` for the computer on which it
    runs, and so it may choose wheels that `machine` does not need, or leave some out.
    """
    metadata = {canonicalize_name(item["metadata"]["name"]): item["metadata"] for item in report["install"]}
    wanted: set[str] = set()
    waiting = [Requirement(text) for text in requirements]
    while waiting:
        asked = waiting.pop()
        for extra in {"", *asked.extras}:
            seen = f"{canonicalize_name(asked.name)}[{extra}]"
            if seen not in wanted:
                wanted.add(seen)
                deeper = metadata.get(canonicalize_name(asked.name), {}).get("requires_dist", [])
                waiting += [need for need in map(Requirement, deeper) if _holds(need, extra, machine)]
    names = {seen.split("[")[0] for seen in wanted}
    lacking = [f"{name} is needed there and was not chosen" for name in sorted(names - metadata.keys())]
    return lacking + [f"{name} was chosen and is not needed there" for name in sorted(metadata.keys() - names)]


def _renew(place: Path, asked: Chosen) -> str:
    report = _report(asked)
    if wrong := wrong_there(report, asked.requirements, asked.machine):
        raise CannotBuild(f"The choice for {place.name} does not fit, and was not written:\n  " + "\n  ".join(wrong))
    before = lock.read(place).wheels if place.exists() else ()
    after = lock.Lock(lock.digest_of(asked.requirements), tuple(chosen(report)))
    place.write_text(after.text())
    lines = changes(before, after.wheels) or ["  nothing changed"]
    return "\n".join([f"{place}: {len(after.wheels)} wheels", *lines, ""])


def _report(asked: Chosen) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="handbell-lock-") as folder:
        out, same = Path(folder) / "report.json", Path(folder) / "same.txt"
        same.write_text("".join(f"{each}\n" for each in asked.same))
        words = [
            "-q",
            "--dry-run",
            "--ignore-installed",
            "--target",
            f"{folder}/none",
            "--report",
            str(out),
            "-c",
            str(same),
        ]
        version = ".".join(map(str, PYTHON))
        only = ["--only-binary=:all:", "--implementation=cp", f"--python-version={version}"]
        only += [f"--platform={platform}" for platform in platforms(asked.machine)]
        run([sys.executable, "-m", "pip", "install", *words, *only, *asked.requirements], environment=os.environ)
        report: dict[str, Any] = json.loads(out.read_text())
        return report


def _holds(need: Requirement, extra: str, machine: str) -> bool:
    return need.marker is None or need.marker.evaluate({**environment(machine), "extra": extra})
