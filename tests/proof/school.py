"""Makes a school: a box under emulation, its buttons and its district outside it, and the image from which it starts. All proofs of one run
share the image.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hardware.esphome.wire import DIAL_IN_PORT
from image_build.boot.card import fresh_card, put_in
from image_build.boot.machine import Machine, Setup
from image_build.disk.card import Made, made
from image_build.progress import Progress
from image_build.recipe import TARGETS
from image_build.sbom.papers import papers
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import OFFICE, PLAN, indented, secret
from tests.image_build.test_manifest import keys
from tests.once import of_the_run, once
from tests.proof.buttons_outside import ButtonsOutside
from tests.proof.copied_box import phrase_section
from tests.proof.fat_stick import SECTION, fat_stick
from tests.proof.layers import layers_of
from tests.proof.started import StartedBox
from tests.sync.district.serving import Server, command


@dataclass(frozen=True, slots=True)
class Built:
    """An image, and the key that checks its maker's signature."""

    made: Made
    public: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Make the image for `virt` of this clone as it is, for all proofs of one run, also in other workers."""
    return once(of_the_run(tmp_path_factory) / "built", built_in)


def built_in(folder: Path) -> Built:
    """Make the image in this folder."""
    layers, target = layers_of("virt"), TARGETS["virt"]
    private, public = keys(folder)
    said = papers(target, layers)
    out = folder / "out"
    return Built(made(target, layers, out, sign_with=private, papers=said, progress=Progress()), public)


HERE = "10.0.2.2"  # this computer, as a box under QEMU finds it
AT = "{ip: 10.0.2.15/24, gateway: 10.0.2.2}"  # where QEMU's network expects the box
EXHAUSTED_S = 300
"""The longest that a plan allows. Under emulation a start and an answer at the console can take longer than the usual 90 s. After that
the button says that the call was not delivered until somebody has it, and rightly so."""
BOOTED_PLAN = PLAN.replace("bell.wav", "/var/lib/handbell/bell.wav") + f"limits: {{exhausted_s: {EXHAUSTED_S}}}\n"
"""The usual plan, with a bell in a folder where the daemon may write."""
UID = 178 << 24 | 1234567
PENDANT = (
    "  - {id: play-2, duty: Playground 2, family: inovonics, part: EN1223S,"
    " wires: {help: 178-1234567/1}, contacts: {help: emergency}}\n"
)
KEYS = {name: base64.b64decode(secret(name.partition("-")[0])) for name in ("A101-desk", "B204-wall")}


@dataclass(frozen=True, slots=True)
class School:
    """A box, its two buttons outside it, and its district on this computer."""

    box: StartedBox
    buttons: ButtonsOutside
    district: Server


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a district's server that a box reaches as HERE."""
    server = Server(tmp_path_factory.mktemp("district") / "district")
    made_keys = command("init", "--data", str(server.data), "--host", HERE, "--host", server.address)
    assert made_keys.returncode == 0, made_keys.stderr
    server.start()
    yield server
    server.stop()


def with_receiver(port: str) -> str:
    """Give the usual plan with a receiver at this port, and the pendant UID."""
    line = f"lines:\n  - {{id: radio-a, name: Receiver at the front office, speaks: inovonics, port: {port}}}\n"
    return BOOTED_PLAN.replace("desks:\n", f"{PENDANT}desks:\n") + line


def seed_of(server: str, ca: str, token: str, plan: str = BOOTED_PLAN, **more: str) -> str:
    """Make the seed of a school with a plan, its buttons' keys, a fixed address and a district; `more` gives further sections."""
    authority = indented(ca, 4)
    return written(
        plan=f"plan:\n{indented(plan, 2)}",
        screen="screen: {desk: front, serial_desk: front}\n",
        network=f"network: {{address: {AT}, dns: [10.0.2.3]}}\n",
        district=f"district:\n  server: {server}\n  token: {token}\n  office: {OFFICE}\n  ca: |\n{authority}",
        **more,
    )


@pytest.fixture(scope="session")
def school(built: Built, district: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """Start a new box with a seed on its card and a stick for its copy, and wait until it is armed."""
    folder = tmp_path_factory.mktemp("school")
    card = fresh_card(built.made.image, folder / "card.img")
    authority = (district.folder.keys / "authority.pem").read_text()
    token = district.token("lincoln-ms")
    seed = seed_of(f"https://{HERE}:{district.port}", authority, token, copy=SECTION, recovery=phrase_section())
    put_in(card, "handbell-seed.yaml", seed.encode())
    stick = fat_stick(folder / "stick.img")
    setup = Setup(forwards={"buttons": DIAL_IN_PORT}, outside=True, watchdog=True, stick=stick)
    with Machine(card, folder / "machine", setup) as machine:
        machine.start()
        box = StartedBox(machine)
        box.armed()
        with ButtonsOutside(folder / "credentials", machine.ports["buttons"], KEYS) as buttons:
            yield School(box, buttons, district)
