"""Tests the authority of pages: what it may certify, what it refuses, and that OpenSSL, another program, judges its certificates alike."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.errors import PageError
from appliance.page_authority.expiry import AUTHORITY_VALID_DAYS, PAGE_VALID_DAYS
from appliance.page_authority.reading import Request, read_request, scope_certified, scope_permitted
from appliance.page_authority.scope import AUTHORITY_NAMES_MAX, Scope, scope
from appliance.page_authority.signing import LABEL_LEN_MAX, Authority
from tests.appliance.page_authority.school import BOX, LABEL, NOW, authority, careless, request

openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no program openssl")


def verified(folder: Path, by: Authority, certificate: x509.Certificate, *more: str) -> str:
    """Give what openssl says of a certificate, at the time of these tests."""
    (folder / "authority.pem").write_bytes(pem(by.certificate))
    (folder / "page.pem").write_bytes(pem(certificate))
    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime", f"{NOW.timestamp():.0f}"]
    files = ["-CAfile", str(folder / "authority.pem"), str(folder / "page.pem")]
    done = subprocess.run([*command, *more, *files], check=False, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def test_an_authority_is_limited_to_exact_addresses_and_names_by_what_no_program_may_pass_over() -> None:
    made = authority().certificate
    limits = made.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert scope_permitted(made) == BOX
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.digital_signature) == (True, True, False)
    assert made.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    assert (made.not_valid_after_utc - NOW).days == AUTHORITY_VALID_DAYS
    assert isinstance(made.public_key(), ec.EllipticCurvePublicKey)
    assert LABEL in made.subject.rfc4514_string()


def test_two_authorities_of_one_building_have_two_names() -> None:
    assert authority().certificate.subject != authority().certificate.subject


def test_a_page_is_certified_for_what_was_asked_and_for_a_server_alone() -> None:
    by = authority()
    key, asked = request()
    made = by.certify(asked, NOW)
    made.verify_directly_issued_by(by.certificate)
    assert made.public_key() == key.public_key()
    assert scope_certified(made) == BOX
    assert list(made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH
    ]
    usage = made.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.digital_signature, usage.value.key_cert_sign) == (True, True, False)
    assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert (made.not_valid_after_utc - NOW).days == PAGE_VALID_DAYS
    assert made.not_valid_before_utc < NOW


@pytest.mark.parametrize(
    "asked",
    [
        Scope(("10.4.7.21",), ()),
        Scope(("fd00::8",), ()),
        Scope((), ("foxhollow.example",)),
        Scope((), ("www.handbell.foxhollow.example",)),
        Scope(("10.4.7.20",), ("bank.example",)),
    ],
)
def test_what_is_outside_is_refused_and_named(asked: Scope) -> None:
    with pytest.raises(PageError) as refused:
        authority().certify(request(asked)[1], NOW)
    assert asked.outside(BOX).said in str(refused.value)


def test_less_than_all_of_it_may_be_asked() -> None:
    asked = Scope(("10.4.7.20",), ())
    assert scope_certified(authority().certify(request(asked)[1], NOW)) == asked


def test_an_authority_certifies_nothing_outside_its_own_time_and_no_page_outlives_it() -> None:
    by = authority()
    for now in (NOW - timedelta(days=2), by.certificate.not_valid_after_utc):
        with pytest.raises(PageError, match="Set the clock right"):
            by.certify(request()[1], now)
    late = by.certify(request()[1], by.certificate.not_valid_after_utc - timedelta(days=5))
    assert late.not_valid_after_utc == by.certificate.not_valid_after_utc
    assert (
        by.certify(request()[1], NOW - timedelta(hours=5)).not_valid_before_utc == by.certificate.not_valid_before_utc
    )


def test_its_own_key_is_certified_for_no_page() -> None:
    by = authority()
    with pytest.raises(PageError, match="authority's own key"):
        by.certify(Request(by.key.public_key(), BOX), NOW)


@pytest.mark.parametrize("label", ["", "two\nlines", "x" * (LABEL_LEN_MAX + 1)])
def test_a_label_that_no_list_can_show_is_refused(label: str) -> None:
    with pytest.raises(PageError, match="whose authority"):
        Authority.made(label, BOX, NOW)


def test_the_longest_label_fits() -> None:
    assert Authority.made("x" * LABEL_LEN_MAX, BOX, NOW).scope == BOX


def test_a_key_of_another_authority_is_refused() -> None:
    with pytest.raises(PageError, match="do not belong together"):
        Authority(authority().key, authority().certificate)


@openssl
@pytest.mark.parametrize(
    "of", [BOX, Scope(("10.4.7.20",), ()), Scope(("fd00::7",), ()), Scope((), ("handbell.foxhollow.example",))]
)
def test_openssl_takes_what_is_inside_and_nothing_that_is_outside(tmp_path: Path, of: Scope) -> None:
    by = authority(of)
    key, asked = request(of)
    page = by.certify(asked, NOW)
    for each in of.addresses:
        assert verified(tmp_path, by, page, "-verify_ip", each).endswith("page.pem: OK\n")
    for each in of.names:
        assert verified(tmp_path, by, page, "-verify_hostname", each).endswith("page.pem: OK\n")
    outside = [
        Scope(("10.4.7.21",), ()),
        Scope(("fd00::8",), ()),
        Scope((), ("bank.example",)),
        Scope((), ("example",)),
    ]
    for each in outside:
        said = verified(tmp_path, by, careless(by, key.public_key(), each))
        assert "permitted subtree violation" in said or "excluded subtree violation" in said


@openssl
def test_openssl_takes_no_certificate_that_a_page_signed(tmp_path: Path) -> None:
    by = authority()
    key, asked = request()
    page = by.certify(asked, NOW)
    below = Authority.__new__(Authority)
    below.key, below.certificate, below.scope = key, page, BOX
    (tmp_path / "between.pem").write_bytes(pem(page))
    said = verified(
        tmp_path, by, careless(below, request()[0].public_key(), BOX), "-untrusted", str(tmp_path / "between.pem")
    )
    assert "page.pem: OK" not in said
    assert "invalid CA certificate" in said


@openssl
def test_openssl_says_that_it_is_over_when_it_is(tmp_path: Path) -> None:
    by = authority(now=NOW - timedelta(days=500))
    page = by.certify(request()[1], NOW - timedelta(days=PAGE_VALID_DAYS + 1))
    assert "certificate has expired" in verified(tmp_path, by, page)


def test_as_many_names_as_an_authority_may_have_fit_into_a_file_of_ours() -> None:
    most = scope((f"10.1.{n // 200}.{n % 200}" for n in range(AUTHORITY_NAMES_MAX)), (), AUTHORITY_NAMES_MAX)
    written = pem(authority(most).certificate)
    assert len(written) < 9 << 10
    assert scope_permitted(x509.load_pem_x509_certificate(written)) == most


def asks(*extensions: x509.ExtensionType, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None) -> bytes:
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    for each in extensions:
        builder = builder.add_extension(each, critical=False)
    signed = builder.sign(key or ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM)


NAMED = x509.SubjectAlternativeName([x509.DNSName("handbell.foxhollow.example")])


@pytest.mark.parametrize(
    ("pem_", "says"),
    [
        (b"", "no certificate request"),
        (b"\x00" * 900, "no certificate request"),
        (asks(), "names no address"),
        (asks(NAMED, x509.BasicConstraints(ca=True, path_length=None)), "more than addresses and names"),
        (asks(x509.SubjectAlternativeName([x509.RFC822Name("it@foxhollow.example")])), "RFC822Name"),
        (asks(x509.SubjectAlternativeName([x509.UniformResourceIdentifier("https://a.example")])), "UniformResource"),
        (asks(x509.SubjectAlternativeName([x509.DNSName("*.foxhollow.example")])), "many names"),
        (asks(x509.SubjectAlternativeName([x509.DNSName(f"a{n}.example") for n in range(17)])), "16 at most"),
        (asks(NAMED, key=rsa.generate_private_key(65537, 2048)), "another kind than P-256"),
        (asks(NAMED, key=ec.generate_private_key(ec.SECP384R1())), "another kind than P-256"),
    ],
)
def test_a_request_that_asks_for_anything_else_is_refused(pem_: bytes, says: str) -> None:
    with pytest.raises(PageError, match=says):
        read_request(pem_)


def test_a_request_that_somebody_changed_is_refused() -> None:
    whole = x509.load_pem_x509_csr(asks(NAMED)).public_bytes(serialization.Encoding.DER)
    changed = whole.replace(b"foxhollow", b"fixhollow")
    assert changed != whole
    text = x509.load_der_x509_csr(changed).public_bytes(serialization.Encoding.PEM)
    with pytest.raises(PageError, match="not signed by its own key"):
        read_request(text)
