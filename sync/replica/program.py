"""Finds Litestream on this machine. Starts nothing."""

import sys
from pathlib import Path

ON_THE_BOX = Path("/opt/handbell/bin/litestream")


def litestream() -> Path:
    """Give the path of Litestream: the box's own, else where its package puts it beside Python."""
    return ON_THE_BOX if ON_THE_BOX.exists() else Path(sys.executable).parent / "litestream"
