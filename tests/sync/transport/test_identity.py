"""Tests what a district gives as a certificate: it is kept if it works; if not, the old one stays."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sync.protocol import CertificateGiven
from sync.transport.identity import District, Identity, enrolled, load, new_key, request_for
from tests.sync.authority import FAR, LONG_AGO, Authority

DISTRICT = District("https://district", "00" * 16, "11" * 16)
JUNK = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"


def weak() -> str:
    """Make a certificate with a key that no modern TLS takes in a chain."""
    key = rsa.generate_private_key(65537, 1024)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "weak")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    signed = made.not_valid_before(LONG_AGO).not_valid_after(FAR).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize("chain", [JUNK, weak()], ids=["no certificate", "a weak one"])
def test_a_chain_that_serves_no_connection_is_not_kept(tmp_path: Path, chain: str) -> None:
    authority, key = Authority(), new_key()
    (pinned := tmp_path / "given.pem").write_bytes(authority.pem)

    def given(chain: str) -> CertificateGiven:
        return CertificateGiven(authority.signs(request_for(key, bytes(16), bytes(16))), chain, ())

    with pytest.raises(ValueError, match=r"certificate"):
        enrolled(tmp_path / "data", DISTRICT, pinned, key, given(chain))
    known = enrolled(tmp_path / "data", DISTRICT, pinned, key, given(authority.pem.decode()))
    before = known.pem.read_bytes()
    with pytest.raises(ValueError, match=r"certificate"):
        known.replace(key, given(chain))
    with pytest.raises(ValueError, match=r"certificate"):
        Identity(tmp_path / "nowhere", DISTRICT).replace(
            key, given(chain)
        )  # a certificate is written nowhere before it has worked
    assert load(tmp_path / "data") == known
    assert known.pem.read_bytes() == before
    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(known.pem)
    assert sorted(path.name for path in known.folder.iterdir()) == ["authority.pem", "district.json", "identity.pem"]


@pytest.mark.parametrize(
    ("there", "instead"),
    [("06072a8648ce3d0201", "06072a8648ce3d027f"), ("a003020102", "a003020173")],
    ids=["a key of a kind nobody knows", "a version there is not"],
)
def test_a_certificate_nobody_can_read_is_refused_and_not_kept(tmp_path: Path, there: str, instead: str) -> None:
    authority, key = Authority(), new_key()
    (pinned := tmp_path / "given.pem").write_bytes(authority.pem)
    ours = authority.signs(request_for(key, bytes(16), bytes(16)))
    der = ssl.PEM_cert_to_DER_cert(ours)
    assert bytes.fromhex(there) in der
    unread = ssl.DER_cert_to_PEM_cert(der.replace(bytes.fromhex(there), bytes.fromhex(instead)))
    known = enrolled(tmp_path / "data", DISTRICT, pinned, key, CertificateGiven(ours, "", ()))
    for certificate, chain in ((unread, ""), (ours, unread)):
        with pytest.raises(ValueError, match=r"the certificate .*the district gave"):
            known.replace(key, CertificateGiven(certificate, chain, ()))
    assert load(tmp_path / "data") == known
