"""Runs `handbell image build`: makes one image for one kind of box, from Debian's packages, locked wheels and this clone."""

import argparse
import sys
from pathlib import Path
from typing import Final

from image_build.layers import mirror
from image_build.layers.stack import built
from image_build.programs import CannotBuild
from image_build.progress import Progress
from image_build.project import CLONE
from image_build.recipe import MIB, TARGETS

CACHE: Final = CLONE / "var" / "image" / "cache"


def main(arguments: list[str]) -> int:
    """Build an image.

    Returns the exit code: 0 built, 1 could not; argparse exits with 2 for what it cannot read.
    """
    asked = _parser().parse_args(arguments)
    target, progress = TARGETS[asked.target], Progress()
    # imported here, so that `--help` needs no library of cryptography
    from image_build.disk.card import made  # noqa: PLC0415
    from image_build.sbom.papers import papers  # noqa: PLC0415

    try:
        using = mirror.named(asked.mirror) if asked.mirror else None
        layers = built(target, asked.cache, using=using, progress=progress)
        done = made(
            target, layers, asked.out, sign_with=asked.sign_with, papers=papers(target, layers), progress=progress
        )
    except CannotBuild as why:
        sys.stderr.write(f"No image was built. {why}\n")
        return 1
    lines = [
        f"{done.image}  {done.image.stat().st_size / MIB:.0f} MiB, and compressed {done.compressed.stat().st_size / 1e6:.0f} MB",
        *(str(path) for path in done.beside),
        f"For {target.says}. Tested: {target.tested}.",
        f"Next: handbell image verify {done.image}",
    ]
    if asked.sign_with is None:
        lines.append("NOT SIGNED: whoever gets it cannot know that it is yours. --sign-with KEY.pem signs it.")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handbell image build",
        description="Build a flashable image. No root is needed; the first time takes minutes.",
    )
    parser.add_argument("--target", choices=sorted(TARGETS), required=True, help="the kind of box")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the image and its papers go")
    parser.add_argument(
        "--cache", type=Path, default=CACHE, metavar="DIR", help=f"where layers are kept (default: {CACHE})"
    )
    parser.add_argument("--sign-with", type=Path, metavar="KEY", help="a private Ed25519 key in PEM, for the manifest")
    parser.add_argument(
        "--mirror",
        metavar="URL",
        help="an archive of Debian, or a snapshot such as https://snapshot.debian.org/archive/debian/20261125T000000Z",
    )
    return parser
