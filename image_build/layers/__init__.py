"""What an image is put together from: Debian's userland, kernel and firmware, our program. Each is made once and kept by its key."""

from image_build.layers.parts import KernelParts, Layers
from image_build.layers.stack import built

__all__ = ["KernelParts", "Layers", "built"]
