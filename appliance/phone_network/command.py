"""Makes the network of desk phones, which leads to the PBX and nowhere else.

    handbell phone-network rules      what the firewall would be, as text for nft
    handbell phone-network differs    exit code 0 if it has to be made anew, or nobody can tell; 1 if it is as it should be
    handbell phone-network make       makes it, or takes it away where the plan has no phone system
    handbell phone-network take-away  takes it away

The unit handbell-phone-network.service does this on a box.
"""

import argparse
import sys
from pathlib import Path

from appliance.phone_network import rules
from appliance.phone_network.making import Network, NetworkError, way_to
from appliance.phone_network.places import NAMESPACE, TELEPHONE
from appliance.phone_network.telephone_file import TelephoneFileError, read

TELEPHONE_DEFAULT = Path("/run/handbell", TELEPHONE)
FOLDER_DEFAULT = Path("/run/handbell-phone-network")
NONE = "There is no network of phones."


def main(arguments: list[str]) -> int:
    """Do what was asked.

    Returns the exit code: 0 done (or: it differs), 1 not done (or: it does not differ); argparse exits with 2.
    """
    asked = _parser().parse_args(arguments)
    network = Network(asked.folder, asked.namespace)
    if asked.what == "differs":
        return 0 if _differs(network, asked.telephone) else 1
    try:
        return _done(asked.what, network, asked.telephone)
    except (NetworkError, TelephoneFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _done(what: str, network: Network, file: Path) -> int:
    match what:
        case "rules":
            telephone = read(file)
            if telephone is None:
                sys.stderr.write(f"There is no {file}: the plan in force has no phone system.\n")
                return 1
            way = way_to(telephone)
            sys.stdout.write(f"# outside\n{rules.outside(telephone, way)}# inside\n{rules.inside(telephone, way)}")
            return 0
        case "make":
            _make(network, file)
            return 0
        case _:
            network.take_away()
            sys.stdout.write(f"{NONE}\n")
            return 0


def _differs(network: Network, file: Path) -> bool:
    """Return whether there is something to do. Where that cannot be told, there is: `make` tries, and says why it cannot. Whoever took
    this for "all is well" would say nothing, and try nothing again.
    """
    try:
        return not network.is_as(read(file))
    except (NetworkError, TelephoneFileError) as error:
        sys.stderr.write(f"{error}\n")
        return True


def _make(network: Network, file: Path) -> None:
    """Make it as the file says at the end. systemd does not see a change that comes while this runs. Raises NetworkError,
    TelephoneFileError.
    """
    while True:
        telephone = read(file)
        if telephone is None:
            network.take_away()
            sys.stdout.write(f"{NONE}\n")
        else:
            way = network.make(telephone)
            sys.stdout.write(f"The phones' network leads from {way.address} to the PBX {telephone.pbx} alone.\n")
        if read(file) == telephone and (telephone is None or way_to(telephone) == way):
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handbell phone-network", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("rules", "differs", "make", "take-away"))
    parser.add_argument(
        "--telephone",
        type=Path,
        default=TELEPHONE_DEFAULT,
        help="what the daemon says of the PBX (default: %(default)s)",
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER_DEFAULT, help="where it is noted what was made (default: %(default)s)"
    )
    parser.add_argument("--namespace", default=NAMESPACE, help="name of the namespace (default: %(default)s)")
    return parser
