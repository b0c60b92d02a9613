"""Keeps an authority of pages in a folder at IT: its key under a passphrase, and its certificate for devices. Never on a box."""

from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12

from appliance.command_line import reason
from appliance.page_authority import files
from appliance.page_authority.errors import PageError
from appliance.page_authority.signing import Authority

KEY, SHOWN_PEM, SHOWN_DER = "page-authority.p12", "page-authority.pem", "page-authority.cer"
"""The key with its certificate, under the passphrase; the certificate for devices, as text, and as Windows and Intune take it."""
FOLDER_MODE = 0o700
KDF_ROUNDS = 600_000
"""Of PBKDF2 with SHA-256: what OWASP's Password Storage Cheat Sheet asks for (2023). It takes less than a second."""
PASSPHRASE_LEN_MIN = 12
"""As for the safety office's keys. Whoever has the file can try passphrases as fast as their computers can."""


def keep(folder: Path, authority: Authority, passphrase: str) -> None:
    """Keep a new authority in a folder, which is made for it. Raises PageError where one is there already."""
    if len(passphrase) < PASSPHRASE_LEN_MIN:
        raise PageError(
            f"The passphrase has {len(passphrase)} letters; {PASSPHRASE_LEN_MIN} at least, better six words."
        )
    protected = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(KDF_ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    content = pkcs12.serialize_key_and_certificates(
        b"handbell pages", authority.key, authority.certificate, None, protected
    )
    try:
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
    except OSError as wrong:
        raise PageError(f"The folder {folder} cannot be made ({reason(wrong)}).") from wrong
    files.write_new(folder / KEY, content, files.SECRET_MODE)
    files.replace(folder / SHOWN_PEM, pem(authority.certificate), files.SHOWN_MODE)
    files.replace(folder / SHOWN_DER, authority.certificate.public_bytes(serialization.Encoding.DER), files.SHOWN_MODE)


def opened(folder: Path, passphrase: str) -> Authority:
    """Open the authority kept in a folder. Raises PageError for a wrong passphrase and for a damaged file, which look alike."""
    content = files.read(folder / KEY)
    try:
        key, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise PageError(f"{folder / KEY} cannot be opened: the passphrase is wrong, or the file is damaged.") from wrong
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
        raise PageError(f"{folder / KEY} holds no authority of pages.")
    return Authority(key, certificate)


def pem(certificate: x509.Certificate) -> bytes:
    """Write a certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM)
