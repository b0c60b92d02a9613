"""Finds the programs that the replica starts on this machine: Litestream, and Handbell itself. Starts nothing."""

import sys
from pathlib import Path

ON_THE_BOX = Path("/opt/handbell/bin/litestream")
HANDBELL_ON_THE_BOX = Path("/opt/handbell/bin/handbell")


def litestream() -> Path:
    """Give the path of Litestream: the box's own, else where its package puts it beside Python."""
    return ON_THE_BOX if ON_THE_BOX.exists() else Path(sys.executable).parent / "litestream"


def handbell() -> tuple[str, ...]:
    """Give the words that run `handbell`: the box's own program, which alone knows where the box keeps our code, else this Python."""
    if HANDBELL_ON_THE_BOX.exists():
        return (str(HANDBELL_ON_THE_BOX),)
    return (sys.executable, "-c", "import sys; from appliance.cli import main; sys.exit(main())")
