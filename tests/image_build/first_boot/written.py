"""Makes a whole seed, section by section. A test can replace or leave out each section. Starts from `tests/image_build/seeds.py`."""

from tests.image_build.seeds import PLAN, authority, indented, secret, token

NAME = "lincoln-ms"

SECTIONS = {
    "head": f"seed: 1\nname: {NAME}\ntime_zone: America/Denver\n",
    "screen": "screen: {desk: front}\n",
    "network": "network: {address: {ip: 10.4.7.20/24, gateway: 10.4.7.1}, dns: [10.4.0.53]}\n",
    "district": (
        f"district:\n  server: https://district.example:8443\n  token: {token(NAME)}\n  ca: |\n{indented(authority(), 4)}"
    ),
    "copy": "",
    "recovery": "",
    "replaces": "",
    "buttons": f"buttons:\n  A101-desk: {secret('A101')}\n  B204-wall: {secret('B204')}\n",
    "ssh": "",
    "pages": "",
    "phones": "",
    "texts": "",
    "plan": f"plan:\n{indented(PLAN, 2)}",
    "end": "end_of_seed: true\n",
}


def written(**changed: str) -> str:
    """Give the seed's text with these sections instead; an empty section is left out."""
    sections = {**SECTIONS, **changed}
    assert sections.keys() == SECTIONS.keys(), "no such section"
    return "".join(each if not each or each.endswith("\n") else f"{each}\n" for each in sections.values())
