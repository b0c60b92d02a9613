"""Reads requests and certificates of pages, strictly: whatever is in them that we never write is refused. Knows no file and no clock."""

import ipaddress

import msgspec
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from appliance.page_authority.errors import PageError
from appliance.page_authority.scope import AUTHORITY_NAMES_MAX, BOX_NAMES_MAX, Scope, ScopeError, scope


class Request(msgspec.Struct, frozen=True):
    """What a box asks for: a certificate for its key, with these addresses and names."""

    key: ec.EllipticCurvePublicKey
    scope: Scope


def read_request(pem: bytes) -> Request:
    """Read a request of a box. Raises PageError for what is none, is not signed by its own key, or asks for anything but exact addresses
    and names.
    """
    try:
        request = x509.load_pem_x509_csr(pem)
        signed, extensions, key = request.is_signature_valid, list(request.extensions), request.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion, x509.DuplicateExtension) as wrong:
        raise PageError("This is no certificate request. Take the file that `handbell page request` made.") from wrong
    if not signed:
        raise PageError(
            "The request is not signed by its own key: it is damaged, or somebody changed it. Make another."
        )
    names = [each.value for each in extensions if isinstance(each.value, x509.SubjectAlternativeName)]
    if len(names) != len(extensions):
        other = next(each.oid for each in extensions if not isinstance(each.value, x509.SubjectAlternativeName))
        raise PageError(f"The request asks for more than addresses and names (extension {other.dotted_string}).")
    if not names:
        raise PageError(
            "The request names no address and no name. Make another: handbell page request --address ADDRESS"
        )
    return Request(_p256(key, "The request"), _scope(names[0], BOX_NAMES_MAX))


def read_answer(pem: bytes) -> tuple[x509.Certificate, x509.Certificate]:
    """Read what an authority answered: the certificate of the pages, then the authority's own. Raises PageError."""
    do = "Take the whole file that `handbell page authority sign` made."
    try:
        found = x509.load_pem_x509_certificates(pem)
    except (ValueError, TypeError, x509.InvalidVersion) as wrong:
        raise PageError(f"This is no certificate. {do}") from wrong
    if len(found) != 2:
        raise PageError(
            f"The file holds {len(found)} {'certificate' if len(found) == 1 else 'certificates'} instead of 2. {do}"
        )
    return found[0], found[1]


def scope_certified(certificate: x509.Certificate) -> Scope:
    """Give the addresses and names of a certificate of pages. Raises PageError where it has none, or others than exact ones."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError) as wrong:
        raise PageError("The certificate names no address and no name.") from wrong
    return _scope(names, BOX_NAMES_MAX)


def scope_permitted(authority: x509.Certificate) -> Scope:
    """Give all that an authority may certify. Raises PageError where that is more than exact addresses and names: a key that leaked could
    then stand for any site.
    """
    do = "Make one with: handbell page authority new"
    try:
        found = authority.extensions
        basic = found.get_extension_for_class(x509.BasicConstraints).value
        usage = found.get_extension_for_class(x509.KeyUsage).value
        purposes = list(found.get_extension_for_class(x509.ExtendedKeyUsage).value)
        limits = found.get_extension_for_class(x509.NameConstraints)
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError) as wrong:
        raise PageError(f"The authority's certificate is not limited to the pages of exact boxes. {do}") from wrong
    if (
        not basic.ca
        or basic.path_length != 0
        or not usage.key_cert_sign
        or purposes != [ExtendedKeyUsageOID.SERVER_AUTH]
    ):
        raise PageError(f"The certificate is no authority for pages. {do}")
    if not limits.critical:
        raise PageError(f"The limits of the authority are not critical: a program may pass over them. {do}")
    permitted = _exact(limits.value.permitted_subtrees or [])
    excluded = set(limits.value.excluded_subtrees or [])
    if not _excludes_the_rest(permitted, excluded):
        raise PageError(f"The authority leaves a kind of address or name without a limit. {do}")
    return permitted


def _exact(subtrees: list[x509.GeneralName]) -> Scope:
    addresses, names = [], []
    for each in subtrees:
        match each:
            case x509.IPAddress(value=ipaddress.IPv4Network() | ipaddress.IPv6Network() as network):
                if network.num_addresses != 1:
                    raise PageError(f"The authority may certify the whole network {network}, and not exact addresses.")
                addresses.append(str(network.network_address))
            case x509.DNSName(value=name):
                names.append(name)
            case _:
                raise PageError("The authority may certify something that is no address and no name of a box.")
    return _checked(addresses, names, AUTHORITY_NAMES_MAX)


def _excludes_the_rest(permitted: Scope, excluded: set[x509.GeneralName]) -> bool:
    versions = {ipaddress.ip_address(each).version for each in permitted.addresses}
    every = [ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")]
    wanted: set[x509.GeneralName] = {x509.IPAddress(each) for each in every if each.version not in versions}
    return wanted | (set() if permitted.names else {x509.DNSName("")}) <= excluded


def _scope(names: x509.SubjectAlternativeName, most: int) -> Scope:
    addresses, named = [], []
    for each in names:
        match each:
            case x509.IPAddress(value=ipaddress.IPv4Address() | ipaddress.IPv6Address() as address):
                addresses.append(str(address))
            case x509.DNSName(value=name):
                named.append(name)
            case _:
                raise PageError(f"It is for something that is no address and no name of a box: {type(each).__name__}.")
    return _checked(addresses, named, most)


def _checked(addresses: list[str], names: list[str], most: int) -> Scope:
    try:
        return scope(addresses, names, most)
    except ScopeError as wrong:
        raise PageError(str(wrong)) from wrong


def _p256(key: object, whose: str) -> ec.EllipticCurvePublicKey:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise PageError(f"{whose} has a key of another kind than P-256. Make it with: handbell page request")
    return key


def until_ms(*certificates: x509.Certificate) -> int:
    """Give when the first of these ends, in milliseconds since the Unix epoch."""
    return min(int(each.not_valid_after_utc.timestamp() * 1000) for each in certificates)
