"""Makes the network of desk phones, which leads to the PBX and nowhere else.

    handbell phone-network rules      what the firewall would be, as text for nft
    handbell phone-network differs    exit code 0 if it has to be made anew, 1 if it is as it should be
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


def main(arguments: list[str]) -> int:
    """Do what was asked.

    Returns the exit code: 0 done (or: it differs), 1 not done (or: it does not differ); argparse exits with 2.
    """
    asked = _parser().parse_args(arguments)
    network = Network(asked.folder, asked.namespace)
    try:
        return _done(asked.what, network, asked.telephone)
    except (NetworkError, TelephoneFileError) as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _done(what: str, network: Network, file: Path) -> int:
    telephone = read(file)
    match what:
        case "rules":
            if telephone is None:
                sys.stderr.write(f"There is no {file}: the plan in force has no phone system.\n")
                return 1
            way = way_to(telephone)
            sys.stdout.write(f"# outside\n{rules.outside(telephone, way)}# inside\n{rules.inside(telephone, way)}")
            return 0
        case "differs":
            return 1 if network.is_as(telephone) else 0
        case "make" if telephone is not None:
            way = network.make(telephone)
            sys.stdout.write(f"The phones' network leads from {way.address} to the PBX {telephone.pbx} alone.\n")
            return 0
        case _:
            network.take_away()
            sys.stdout.write("There is no network of phones.\n")
            return 0


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
