"""Makes the papers that go with an image, on it and beside it: the bill of materials, and the licences for people to read."""

from typing import Final

from image_build.layers import listing
from image_build.layers.parts import Layers
from image_build.programs import CannotBuild
from image_build.project import project
from image_build.recipe import Target
from image_build.sbom import licences

BILL: Final = "sbom.cdx.json"
LICENCES: Final = "LICENCES.txt"


def papers(target: Target, layers: Layers) -> dict[str, bytes]:
    """Return file name to content. Raises CannotBuild if the library that writes the bill is not installed."""
    try:
        from image_build.sbom import bill  # noqa: PLC0415 - a library that only making an image needs
    except ImportError as missing:
        raise CannotBuild(f"{missing.name} is not installed here. It comes with: make setup") from missing
    entries = listing.read(layers.packages)
    said = licences.of_layers(layers, entries)
    return {
        BILL: bill.document(target, project().version, entries, said),
        LICENCES: licences.page(entries, said).encode(),
    }
