"""Starts `handbell alert` as it is, but for one thing: figures are looked for at once, and not ten minutes after the start."""

import sys

from appliance import daemon
from appliance.engine import releasing

if __name__ == "__main__":
    releasing.FIRST_S = 0.0
    sys.exit(daemon.main(sys.argv[1:]))
