"""Checks the files beside an image: the manifest, whether a trusted key signed it, and whether the files are the ones that it names."""

from pathlib import Path

from image_build import manifest
from image_build.programs import CannotBuild


def manifest_of(image: Path) -> Path:
    """Return where an image's manifest is."""
    return image.with_name(f"{image.name.removesuffix('.img')}.manifest.json")


def mistakes(image: Path, key: Path | None) -> list[str]:
    """List what is wrong with the manifest and the files that it names, as far as they are here; with `key`, also with its signature."""
    path = manifest_of(image)
    if not path.is_file():
        return [f"{path.name} is not beside the image"] if key else []
    content = path.read_bytes()
    try:
        said = manifest.decoded(content)
        wrong = [] if key is None else _signature(path, content, key)
    except CannotBuild as unreadable:
        return [str(unreadable)]
    for name, piece in said.files.items():
        file = image.with_name(name)
        if file.is_file() and manifest.piece_of(file) != piece:
            wrong.append(f"{name} is not the file that the manifest names")
    for name, piece in said.parts.items():
        assert piece.start is not None
        if manifest.piece_of(image, start=piece.start, length=piece.size) != piece:
            wrong.append(f"the partition {name!r} is not the one that the manifest names")
    return wrong


def _signature(path: Path, content: bytes, key: Path) -> list[str]:
    signature = path.with_name(f"{path.name}.sig")
    if not signature.is_file():
        return [f"{path.name} is not signed"]
    return (
        []
        if manifest.is_signed(content, signature.read_bytes(), key)
        else [f"{path.name} is not signed by the key in {key.name}"]
    )
