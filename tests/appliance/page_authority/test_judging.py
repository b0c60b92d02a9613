"""Tests which answers a box takes from an authority, and why it refuses all others."""

import ipaddress
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.page_authority.errors import PageError
from appliance.page_authority.expiry import PAGE_VALID_DAYS
from appliance.page_authority.judging import judge_answer
from appliance.page_authority.reading import read_answer, scope_permitted
from appliance.page_authority.scope import Scope
from appliance.page_authority.signing import Authority
from tests.appliance.page_authority.school import BOX, NOW, answer, authority, careless, request


def without(by: Authority, kind: type[x509.ExtensionType], *instead: tuple[x509.ExtensionType, bool]) -> Authority:
    """Make the same authority again, with another extension in the place of one, or with none."""
    old = by.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(by.key.public_key())
        .serial_number(old.serial_number)
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
    )
    kept = [(each.value, each.critical) for each in old.extensions if not isinstance(each.value, kind)]
    for value, critical in (*kept, *instead):
        builder = builder.add_extension(value, critical)
    changed = Authority.__new__(Authority)
    changed.key, changed.certificate, changed.scope = by.key, builder.sign(by.key, hashes.SHA256()), by.scope
    return changed


def test_what_was_asked_for_is_taken_also_by_a_box_whose_clock_is_behind() -> None:
    by = authority()
    key, asked = request()
    page = by.certify(asked, NOW)
    for now in (NOW, NOW - timedelta(days=20_000)):
        judge_answer(page, by.certificate, key.public_key(), BOX, now)


def test_one_that_has_ended_is_refused() -> None:
    by = authority()
    key, asked = request()
    with pytest.raises(PageError, match=r"This certificate ended on 2027-09-22 \(UTC\)"):
        judge_answer(
            by.certify(asked, NOW), by.certificate, key.public_key(), BOX, NOW + timedelta(days=PAGE_VALID_DAYS)
        )


def test_one_for_another_key_or_for_other_names_is_refused() -> None:
    by = authority()
    key, asked = request()
    with pytest.raises(PageError, match="another key"):
        judge_answer(by.certify(asked, NOW), by.certificate, request()[0].public_key(), BOX, NOW)
    with pytest.raises(
        PageError,
        match=r"is for 10\.4\.7\.20, fd00::7, handbell\.foxhollow\.example, and the request was for 10\.4\.7\.20\.",
    ):
        judge_answer(by.certify(asked, NOW), by.certificate, key.public_key(), Scope(("10.4.7.20",)), NOW)


def test_one_that_browsers_would_refuse_is_refused_here_already() -> None:
    by = authority(Scope(("10.4.7.20",)))
    key, _ = request()
    with pytest.raises(PageError, match=r"may not certify 10\.4\.7\.21"):
        judge_answer(
            careless(by, key.public_key(), Scope(("10.4.7.21",))),
            by.certificate,
            key.public_key(),
            Scope(("10.4.7.21",)),
            NOW,
        )
    long = careless(authority(), key.public_key(), BOX)
    with pytest.raises(PageError, match="did not sign"):
        judge_answer(long, authority().certificate, key.public_key(), BOX, NOW)
    by = authority()
    with pytest.raises(PageError, match="825 at most"):
        judge_answer(careless(by, key.public_key(), BOX), by.certificate, key.public_key(), BOX, NOW)


def test_one_that_somebody_changed_is_refused() -> None:
    by = authority()
    key, asked = request()
    other = Authority(by.key, by.certificate).certify(asked, NOW)
    stranger = without(authority(), x509.SubjectKeyIdentifier)
    with pytest.raises(PageError, match="did not sign"):
        judge_answer(other, stranger.certificate, key.public_key(), BOX, NOW)


NETWORK = x509.NameConstraints([x509.IPAddress(ipaddress.ip_network("10.4.0.0/16"))], None)


@pytest.mark.parametrize(
    ("kind", "instead", "says"),
    [
        (x509.NameConstraints, (), "not limited"),
        (x509.NameConstraints, ((NETWORK, True),), "whole network 10.4.0.0/16"),
        (x509.NameConstraints, ((x509.NameConstraints([x509.DNSName("a.example")], None), True),), "without a limit"),
        (
            x509.NameConstraints,
            ((x509.NameConstraints([x509.RFC822Name("example")], None), True),),
            "no address and no",
        ),
        (
            x509.NameConstraints,
            ((x509.NameConstraints([x509.DNSName(".example")], None), True),),
            "no name of a computer",
        ),
        (x509.BasicConstraints, ((x509.BasicConstraints(ca=True, path_length=None), True),), "no authority for pages"),
        (x509.ExtendedKeyUsage, (), "not limited"),
        (
            x509.ExtendedKeyUsage,
            ((x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.CODE_SIGNING]), False),),
            "no authority for pages",
        ),
    ],
)
def test_an_authority_that_could_certify_more_is_refused(
    kind: type[x509.ExtensionType], instead: tuple[tuple[x509.ExtensionType, bool], ...], says: str
) -> None:
    changed = without(authority(), kind, *instead)
    key, asked = request()
    page = changed.certify(asked, NOW)
    with pytest.raises(PageError, match=says):
        judge_answer(page, changed.certificate, key.public_key(), BOX, NOW)


def test_limits_that_a_program_may_pass_over_are_refused() -> None:
    by = authority()
    limits = by.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    with pytest.raises(PageError, match="not critical"):
        scope_permitted(without(by, x509.NameConstraints, (limits, False)).certificate)


def test_a_certificate_of_a_client_serves_no_page() -> None:
    by = authority()
    key = ec.generate_private_key(ec.SECP256R1())
    old = by.certify(request()[1], NOW)
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(by.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
        .add_extension(old.extensions.get_extension_for_class(x509.SubjectAlternativeName).value, critical=False)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    )
    with pytest.raises(PageError, match="not for a server"):
        judge_answer(builder.sign(by.key, hashes.SHA256()), by.certificate, key.public_key(), BOX, NOW)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_answer_is_two_certificates(count: int) -> None:
    by = authority()
    page = by.certify(request()[1], NOW)
    whole = answer(by, page)
    one = whole[: len(whole) - whole[::-1].index(b"-----BEGIN"[::-1]) - len(b"-----BEGIN")]
    given = {0: b"nothing", 1: one, 3: whole + one}[count]
    with pytest.raises(PageError, match="Take the whole file"):
        read_answer(given)
    assert read_answer(whole) == (page, by.certificate)
