"""Holds `handbell page`: serving pages to browsers, their certificate, and the authority that makes it. Knows which steps there are."""

from appliance.page_authority.command import parser, run, utc_now

SERVE = "serve"
HELP = frozenset({"-h", "--help"})


def main(arguments: list[str]) -> int:
    """Serve pages to browsers; make the authority of pages at IT, and give a box the certificate of its pages.

    Returns the exit code: 0 done; 1 refused; argparse exits with 2 for what it cannot read.
    """
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in HELP):
        return _serve(arguments)
    if arguments[0] == SERVE:
        return _serve(arguments[1:])
    steps = parser()
    steps.epilog = "Without a step it serves pages: see handbell page serve --help"
    return run(steps.parse_args(arguments), utc_now())


def _serve(arguments: list[str]) -> int:
    from appliance.page.command import serve  # noqa: PLC0415 (the web server, which no other step needs)

    return serve(arguments)
