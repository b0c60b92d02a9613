"""Holds `handbell page`: the certificate of the pages that a box serves, and the authority that makes it. Knows which steps there are."""

from appliance.page_authority.command import parser, run, utc_now


def main(arguments: list[str]) -> int:
    """Make the authority of pages at IT, and give a box the certificate of its pages.

    Returns the exit code: 0 done; 1 refused; argparse exits with 2 for what it cannot read.
    """
    return run(parser().parse_args(arguments), utc_now())
