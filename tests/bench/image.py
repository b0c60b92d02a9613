"""`image`: measures making an image as a person does, once from nothing and once with its layers kept; and how large the image is."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

from figures import Figure

TARGET = "virt"
COLD_S, CACHED_S = 480.0, 60.0
RAW_MIB, COMPRESSED_MB = 700.0, 195.0


async def measure() -> AsyncIterator[Figure]:
    """Measure. Fetching counts too: about 190 MB of packages and 30 MB of wheels the first time, and questions to the
    archive every time.
    """
    with tempfile.TemporaryDirectory(prefix="handbell-bench-") as name:
        folder = Path(name)
        cold = await _built(folder / "cache", folder / "first")
        yield Figure("image-cold", cold, "s", value_max=COLD_S, says="from an empty cache to image and papers")
        cached = await _built(folder / "cache", folder / "second")
        yield Figure("image-cached", cached, "s", value_max=CACHED_S, says="the same again, layers kept")
        image = next((folder / "second").glob("*.img"))
        yield Figure(
            "image-raw", image.stat().st_size / 1024**2, "MiB", value_max=RAW_MIB, says="before it grows to its card"
        )
        packed = next((folder / "second").glob("*.img.zst"))
        yield Figure("image-compressed", packed.stat().st_size / 1e6, "MB", value_max=COMPRESSED_MB)


async def _built(cache: Path, out: Path) -> float:
    begun = time.monotonic()
    code = "import sys; from image_build.command import main; sys.exit(main(sys.argv[1:]))"
    words = ["build", "--target", TARGET, "--out", str(out), "--cache", str(cache)]
    made = await asyncio.create_subprocess_exec(sys.executable, "-c", code, *words, stdout=asyncio.subprocess.DEVNULL)
    if await made.wait() != 0:
        raise RuntimeError("no image was built")
    return time.monotonic() - begun
