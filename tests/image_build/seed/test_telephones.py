"""Tests the sections `phones` and `texts` of a seed: what they may hold, what fits the plan, and that no sentence shows a secret."""

import pytest

from image_build.first_boot.files import File
from image_build.first_boot.render import given_by, rendered
from image_build.seed.model import Seed
from image_build.seed.read import examine_seed, read_seed
from tests.image_build.first_boot.written import written
from tests.image_build.seeds import PLAN, authority, indented

SECRET = "uH7-quite.long_secret"
TELEPHONE = 'telephone: {pbx: 10.20.0.5, extension: "4357"}\n'
UDP = 'telephone: {pbx: 10.20.0.5, extension: "4357", transport: udp}\n'
TEXTS = "texts: {port: /dev/serial/by-id/usb-SimTech-if02-port0, number: +17205550199}\n"
CA = f"  ca: |\n{indented(authority(), 4)}"
PHONES = f"phones:\n  secret: {SECRET}\n"


def with_(plan: str = TELEPHONE, phones: str = PHONES + CA, texts: str = "") -> str:
    return written(plan=f"plan:\n{indented(PLAN + plan, 2)}", phones=phones, texts=texts)


def seed_of(text: str) -> Seed:
    seed = read_seed(text)
    assert isinstance(seed, Seed), seed
    return seed


def mistakes(text: str) -> str:
    found = read_seed(text)
    assert isinstance(found, list), "this seed is sound"
    return "\n".join(each.told("seed") for each in found)


def test_the_secret_and_the_authority_become_files_for_systemd_alone() -> None:
    files = rendered(seed_of(with_()))
    assert files["telephone.secret"] == File(f"{SECRET}\n".encode(), 0o600)
    assert files["telephone.ca"] == File(authority().encode(), 0o600)
    given = files["given.json"]
    assert isinstance(given, File)
    assert SECRET.encode() not in given.data, "the step that speaks to the daemon has no need of it"


def test_without_encryption_no_authority_is_needed() -> None:
    files = rendered(seed_of(with_(UDP, PHONES)))
    assert ("telephone.secret" in files, "telephone.ca" in files) == (True, False)


def test_a_seed_without_them_makes_no_file_of_them() -> None:
    assert not {"telephone.secret", "telephone.ca"} & rendered(seed_of(written())).keys()


def test_the_pin_goes_where_keys_go_and_says_nothing_of_who_made_the_seed() -> None:
    seed = seed_of(with_(UDP + TEXTS, PHONES, 'texts: {pin: "4711"}\n'))
    given, without = given_by(seed), given_by(seed_of(with_(UDP + TEXTS, PHONES)))
    assert given.keys["texts.pin"] == b"4711"
    assert given.hand == without.hand, "four digits can be guessed"
    assert "4711" not in repr(seed) + repr(given)
    assert SECRET not in repr(seed)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (with_(phones=PHONES), "the authority of the phone system's certificate is not here"),
        (with_(plan=""), "The plan has no phone system"),
        (with_(phones=f"phones: {SECRET}\n"), "This must be a section with the `secret`"),
        (with_(phones="phones:\n  secret: two words\n"), "This secret cannot be used"),
        (with_(phones="phones:\n  ca: |\n    x\n"), "secret"),
        (with_(phones=f"{PHONES}  ca: |\n    nonsense\n"), "This is not a certificate"),
        (with_(phones=f"{PHONES}  ca: |\n    -----BEGIN PRIVATE KEY-----\n"), "There is a private key here"),
        (with_(texts='texts: {pin: "0000"}\n'), "The plan has no modem for texts"),
        (with_(UDP + TEXTS, PHONES, "texts: {pin: 12a4}\n"), "This is not the PIN of a SIM card"),
        (with_(UDP + TEXTS, PHONES, 'texts: {pin: "123"}\n'), "This is not the PIN of a SIM card"),
        (with_(UDP + TEXTS, PHONES, "texts: 4711\n"), "This must be a section with the `pin`"),
    ],
)
def test_a_mistake_is_said_and_shows_no_secret(text: str, says: str) -> None:
    told = mistakes(text)
    assert says in told
    assert SECRET not in told and "two words" not in told and "4711" not in told and "12a4" not in told


def test_a_plan_with_a_phone_system_and_no_secret_is_warned_of() -> None:
    parsed = examine_seed(with_(phones=""))
    assert parsed.seed is not None
    assert any("no desk phone rings" in each.says for each in parsed.warnings)
