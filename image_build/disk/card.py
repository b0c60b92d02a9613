"""Makes a whole image from its layers: puts root, initramfs, FAT and data together, and writes beside it what goes with it. Runs no
program of the box.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from image_build import manifest
from image_build.card.layout import DATA, FIRMWARE, PARTITIONS, ROOT_A, SECTOR, Partition
from image_build.disk import boot_text
from image_build.disk.assemble import assemble
from image_build.disk.bmap import block_map
from image_build.disk.erofs import make_erofs
from image_build.disk.ext4 import make_ext4
from image_build.disk.fat import make_fat
from image_build.initramfs.build import make_initramfs
from image_build.layers.parts import Layers
from image_build.programs import found, need, run
from image_build.progress import Progress
from image_build.project import CLONE, project
from image_build.recipe import SOURCE_DATE_EPOCH, Target
from image_build.tree.compose import compose

PROGRAMS = ("mkfs.erofs", "mkfs.vfat", "mcopy", "mmd", "mke2fs", "zstd")
# The highest level that takes seconds and not minutes; higher ones save a few percent.
LEVEL = 10


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were written. `image` is the one for a card."""

    image: Path
    compressed: Path
    beside: tuple[Path, ...]


def made(
    target: Target,
    layers: Layers,
    out: Path,
    *,
    sign_with: Path | None,
    papers: Mapping[str, bytes],
    progress: Progress,
) -> Made:
    """Write the image and what goes with it into the folder `out`. Raises CannotBuild; then nothing new is left there."""
    need(PROGRAMS)
    out.mkdir(parents=True, exist_ok=True)
    name = f"handbell-{project().version}-{target.name}"
    work = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=out))
    try:
        parts = parts_made(target, layers, work, papers=papers, progress=progress)
        image = work / f"{name}.img"
        assemble(image, parts)
        files = [image, _compressed(image, progress), *_beside(image, parts, papers)]
        files += _described(target, layers, files, parts, sign_with)
        done = [path.replace(out / path.name) for path in files]
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Made(done[0], done[1], tuple(done[2:]))


def parts_made(
    target: Target, layers: Layers, work: Path, *, papers: Mapping[str, bytes], progress: Progress
) -> dict[Partition, Path]:
    """Make every partition that is not empty, as a file in `work`."""
    root, firmware, data = work / "root.erofs", work / "firmware.fat", work / "data.ext4"
    with progress.step("root"):
        compose(layers, work / "root.tar", epoch=SOURCE_DATE_EPOCH, version=project().version, papers=papers)
        make_erofs(work / "root.tar", root, ROOT_A.size, epoch=SOURCE_DATE_EPOCH)
        (work / "root.tar").unlink()
    with progress.step("firmware"):
        make_initramfs(layers.kernel, work / "initrd.img")
        make_fat(firmware, FIRMWARE.size, _firmware_files(target, layers, work), epoch=SOURCE_DATE_EPOCH)
    make_ext4(data, DATA.size, epoch=SOURCE_DATE_EPOCH)
    return {FIRMWARE: firmware, ROOT_A: root, DATA: data}


def _firmware_files(target: Target, layers: Layers, work: Path) -> dict[str, Path]:
    folder = layers.kernel.boot_files
    files = {str(path.relative_to(folder)): path for path in sorted(folder.rglob("*")) if path.is_file()}
    files["initrd.img"] = work / "initrd.img"
    for name, text in boot_text.files(target, project().version).items():
        files[name] = work / name
        (work / name).write_text(text, newline="")
    return files


def _compressed(image: Path, progress: Progress) -> Path:
    out = image.with_name(f"{image.name}.zst")
    with progress.step("compressed"):
        # more than one thread, but always the same number of pieces, so that the bytes are the same on every machine
        run(["zstd", "-q", "-f", f"-{LEVEL}", "-T2", str(image), "-o", str(out)])
    return out


def _beside(image: Path, parts: Mapping[Partition, Path], papers: Mapping[str, bytes]) -> list[Path]:
    used = [(0, SECTOR), *((one.start, parts[one].stat().st_size) for one in PARTITIONS if one in parts)]
    contents = {f"{image.name}.bmap": block_map(image, used).encode()}
    contents |= {f"{image.stem}.{name}": content for name, content in papers.items()}
    for name, content in contents.items():
        image.with_name(name).write_bytes(content)
    return [image.with_name(name) for name in contents]


def _described(
    target: Target, layers: Layers, files: list[Path], parts: Mapping[Partition, Path], sign_with: Path | None
) -> list[Path]:
    """Write the manifest, and its signature if there is a key."""
    image = files[0]
    document = manifest.encoded(
        manifest.Manifest(
            format=manifest.FORMAT,
            version=project().version,
            target=target.name,
            tested=target.tested,
            commit=commit(CLONE),
            epoch=SOURCE_DATE_EPOCH,
            kernel=layers.kernel.version,
            files={path.name: manifest.piece_of(path) for path in files},
            parts={
                one.name: manifest.piece_of(image, start=one.start, length=part.stat().st_size)
                for one, part in parts.items()
            },
            packages=[json.loads(line) for line in layers.packages.read_text().splitlines()],
        )
    )
    out = image.with_name(f"{image.stem}.manifest.json")
    out.write_bytes(document)
    if sign_with is None:
        return [out]
    signature = out.with_name(f"{out.name}.sig")
    signature.write_bytes(manifest.signed(document, sign_with))
    return [out, signature]


def commit(clone: Path) -> str:
    """Return the commit of the clone, with a "+" if tracked files differ from it; "unknown" outside of a clone."""
    git = found("git")
    if git is None:
        return "unknown"
    asked = [["rev-parse", "HEAD"], ["status", "--porcelain", "--untracked-files=no"]]
    said = [
        subprocess.run([git, "-C", str(clone), *words], capture_output=True, text=True, check=False) for words in asked
    ]
    if any(done.returncode for done in said):
        return "unknown"
    return said[0].stdout.strip() + ("+" if said[1].stdout.strip() else "")
