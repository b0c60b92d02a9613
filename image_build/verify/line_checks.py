"""Checks what a box can do on lines out of the building: a modem for texts is a serial line and no network, and nothing records a telephone
call. Each check returns what is wrong.
"""

from pathlib import PurePosixPath
from typing import Final

from image_build.verify.opened import Opened

MODPROBE: Final = "/etc/modprobe.d/handbell.conf"
NO_NETWORK: Final = (
    *(
        "cdc_ether",
        "cdc_ncm",
        "cdc_mbim",
        "cdc_wdm",
        "cdc_phonet",
        "huawei_cdc_ncm",
        "qmi_wwan",
        "rndis_host",
        "rndis_wlan",
    ),
    *("sierra_net", "hso", "lg_vl600", "kalmia", "ipheth", "wwan", "qrtr", "mhi", "ppp_generic", "ppp_async", "slip"),
)
"""Drivers by which a modem would be a second way to the internet."""
SERIAL_LINES: Final = ("option", "usb_wwan", "qcserial", "cdc_acm")
"""Drivers of modems that are serial lines."""
LINES: Final = "/usr/lib/baresip/modules/"
OF_A_LINE: Final = {"account.so", "aufile.so", "ctrl_tcp.so", "g711.so", "menu.so"}
"""No module of baresip that records (sndfile), listens on the network or speaks to others is on a box."""


def modems(image: Opened) -> list[str]:
    """Check that a modem for texts can only be a serial line: its drivers for that are there, no other is, and none can be loaded."""
    drivers = {_driver(path) for path in image.tree if path.startswith("/usr/lib/modules/")}
    refused = image.text(MODPROBE).splitlines() if MODPROBE in image.tree else []
    wrong = [f"the driver {name} could make a network of a modem" for name in NO_NETWORK if name in drivers]
    for name in NO_NETWORK:
        if f"install {name} /bin/false" not in refused:
            wrong.append(f"{MODPROBE} does not keep {name} from being loaded")
    return wrong + [
        f"there is no driver {name}, which a modem for texts needs" for name in SERIAL_LINES if name not in drivers
    ]


def recording(image: Opened) -> list[str]:
    """Check that what speaks SIP has the parts of a line and no other: none that records or listens."""
    parts = {PurePosixPath(path).name for path in image.tree if path.startswith(LINES)}
    wrong = [f"{LINES}{name} is no part of a line to the phone system" for name in sorted(parts - OF_A_LINE)]
    return wrong + [f"{LINES}{name} is missing" for name in sorted(OF_A_LINE - parts)]


def _driver(path: str) -> str:
    return PurePosixPath(path).name.split(".ko", 1)[0].replace("-", "_") if ".ko" in path else ""
