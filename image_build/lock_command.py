"""`handbell image lock`: choose the wheels of the box anew, and write their names and hashes down to be looked at and committed."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from image_build import lock
from image_build.programs import CannotBuild, run
from image_build.project import project
from image_build.recipe import PYTHON
from image_build.wheel_tags import PLATFORMS, TARGET_ENVIRONMENT


def main(arguments: list[str]) -> int:
    """Choose the newest allowed wheels for the box and write their hashes to image_build/wheels.lock.

    Returns the exit code: 0 written, or already so; 1 not; 2 not understood.
    """
    parser = argparse.ArgumentParser(prog="handbell image lock", description=(main.__doc__ or "").splitlines()[0])
    parser.parse_args(arguments)
    try:
        sys.stdout.write(_renew(lock.PLACE))
    except CannotBuild as refused:
        sys.stderr.write(f"handbell image lock: {refused}\n")
        return 1
    return 0


def changes(before: Sequence[lock.Wheel], after: Sequence[lock.Wheel]) -> list[str]:
    """What a person should look at before committing: one line a wheel that came, went or moved."""
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
    """The wheels in pip's report (pip.pypa.io/en/stable/reference/installation-report, version 1)."""
    found = []
    for item in report["install"]:
        about, where = item["metadata"], item["download_info"]
        file = unquote(where["url"].rsplit("/", 1)[-1])
        sha256 = where["archive_info"]["hashes"]["sha256"]
        found.append(lock.Wheel(canonicalize_name(about["name"]), about["version"], sha256, file))
    return sorted(found)


def wrong_for_the_box(report: dict[str, Any], requirements: Sequence[str]) -> list[str]:
    """Where pip, which asks conditions such as `platform_machine` of this machine, chose otherwise than the box would need."""
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
                waiting += [need for need in map(Requirement, deeper) if _holds(need, extra)]
    names = {seen.split("[")[0] for seen in wanted}
    lacking = [f"{name} is needed on the box and was not chosen" for name in sorted(names - metadata.keys())]
    return lacking + [f"{name} was chosen and is not needed on the box" for name in sorted(metadata.keys() - names)]


def _renew(place: Path) -> str:
    requirements = project().requirements
    report = _report(requirements)
    if wrong := wrong_for_the_box(report, requirements):
        raise CannotBuild("The choice does not fit the box, and was not written:\n  " + "\n  ".join(wrong))
    before = lock.read(place).wheels if place.exists() else ()
    after = lock.Lock(lock.digest_of(requirements), tuple(chosen(report)))
    place.write_text(after.text())
    lines = changes(before, after.wheels) or ["  nothing changed"]
    return "\n".join([f"{place}: {len(after.wheels)} wheels", *lines, ""])


def _report(requirements: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="handbell-lock-") as folder:
        out = Path(folder) / "report.json"
        words = ["-q", "--dry-run", "--ignore-installed", "--target", f"{folder}/none", "--report", str(out)]
        version = ".".join(map(str, PYTHON))
        only = ["--only-binary=:all:", "--implementation=cp", f"--python-version={version}"]
        platforms = [f"--platform={platform}" for platform in PLATFORMS]
        run([sys.executable, "-m", "pip", "install", *words, *only, *platforms, *requirements], environment=os.environ)
        report: dict[str, Any] = json.loads(out.read_text())
        return report


def _holds(need: Requirement, extra: str) -> bool:
    return need.marker is None or need.marker.evaluate({**TARGET_ENVIRONMENT, "extra": extra})
