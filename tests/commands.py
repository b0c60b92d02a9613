"""Makes the words that run a command of `handbell` as the installed program runs it, from the code that is tested.

The program puts what it loads aside from garbage collection. A command whose module is called by itself takes a third more of the
processor.
"""

import sys

_RUNS = "import sys; from appliance.cli import main; sys.exit(main())"


def handbell(command: str, *, before: str = "") -> list[str]:
    """Give the words that run `handbell COMMAND`; further arguments go behind them. The Python statements of `before` run first."""
    return [sys.executable, "-c", f"{before}; {_RUNS}" if before else _RUNS, command]
