"""Tests the manifest: the same bytes for the same image, signed by one key, and any change is seen, by OpenSSL too."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from image_build import manifest
from image_build.programs import CannotBuild, found
from image_build.verify import beside

PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def keys(folder: Path) -> tuple[Path, Path]:
    private = Ed25519PrivateKey.generate()
    (folder / "key.pem").write_bytes(private.private_bytes(*PEM))
    (folder / "key.pub").write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return folder / "key.pem", folder / "key.pub"


def image_beside(folder: Path, sign_with: Path | None) -> Path:
    """Make an image of two partitions with its manifest, as `handbell image build` leaves them."""
    image = folder / "handbell-1-virt.img"
    image.write_bytes(b"T" * 100 + b"F" * 200 + b"R" * 300)
    document = manifest.encoded(
        manifest.Manifest(
            format=1,
            version="1",
            target="virt",
            tested="here",
            commit="0" * 40,
            epoch=1,
            kernel="6.12",
            files={image.name: manifest.piece_of(image)},
            parts={"root A": manifest.piece_of(image, start=300, length=300)},
            packages=[{"name": "systemd", "version": "257"}],
        )
    )
    path = beside.manifest_of(image)
    path.write_bytes(document)
    if sign_with:
        path.with_name(path.name + ".sig").write_bytes(manifest.signed(document, sign_with))
    return image


def test_a_manifest_is_read_as_it_was_written_and_has_one_form(tmp_path: Path) -> None:
    path = beside.manifest_of(image_beside(tmp_path, None))
    assert manifest.encoded(manifest.decoded(path.read_bytes())) == path.read_bytes()
    assert manifest.decoded(path.read_bytes()).parts["root A"].start == 300


def test_a_signed_image_has_nothing_wrong_with_it(tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    assert beside.mistakes(image_beside(tmp_path, private), public) == []


@pytest.mark.skipif(found("openssl") is None, reason="openssl is not installed")
def test_openssl_agrees(tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    path = beside.manifest_of(image_beside(tmp_path, private))
    words = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-inkey",
        str(public),
        "-in",
        str(path),
        "-sigfile",
        f"{path}.sig",
    ]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0


def test_one_changed_bit_of_a_partition_is_seen(tmp_path: Path) -> None:
    image = image_beside(tmp_path, None)
    content = bytearray(image.read_bytes())
    content[450] ^= 1
    image.write_bytes(bytes(content))
    assert beside.mistakes(image, None) == [
        "handbell-1-virt.img is not the file that the manifest names",
        "the partition 'root A' is not the one that the manifest names",
    ]


def test_a_changed_manifest_is_not_signed(tmp_path: Path) -> None:
    private, public = keys(tmp_path)
    image = image_beside(tmp_path, private)
    path = beside.manifest_of(image)
    path.write_bytes(path.read_bytes().replace(b'"257"', b'"256"'))
    assert beside.mistakes(image, public) == ["handbell-1-virt.manifest.json is not signed by the key in key.pub"]


def test_somebody_elses_signature_is_none(tmp_path: Path) -> None:
    private, _ = keys(tmp_path)
    image = image_beside(tmp_path, private)
    (tmp_path / "other").mkdir()
    assert beside.mistakes(image, keys(tmp_path / "other")[1]) == [
        "handbell-1-virt.manifest.json is not signed by the key in key.pub"
    ]


def test_an_image_that_should_be_signed_and_is_not(tmp_path: Path) -> None:
    _, public = keys(tmp_path)
    assert beside.mistakes(image_beside(tmp_path, None), public) == ["handbell-1-virt.manifest.json is not signed"]


def test_a_key_of_another_kind_is_refused_with_what_to_do(tmp_path: Path) -> None:
    wrong = tmp_path / "x.pem"
    wrong.write_bytes(X25519PrivateKey.generate().private_bytes(*PEM))
    with pytest.raises(CannotBuild, match="openssl genpkey -algorithm ed25519"):
        manifest.signed(b"", wrong)
    with pytest.raises(CannotBuild, match="holds no private key"):
        manifest.signed(b"", tmp_path / "nothing.pem")
