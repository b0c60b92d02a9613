"""Makes what an authority of pages answers to a box, for seeds that bring it."""

from cryptography.hazmat.primitives.serialization import Encoding

from appliance.page_authority.authority_folder import pem
from appliance.page_authority.reading import read_request
from appliance.page_authority.scope import BOX_NAMES_MAX, scope
from appliance.page_authority.signing import Authority, make_request
from image_build.seed.network import is_address
from tests.appliance.page_authority.school import NOW


def answered(*at: str) -> str:
    """Give the answer for these addresses and names, PEM."""
    wanted = scope(
        [each for each in at if is_address(each)], [each for each in at if not is_address(each)], BOX_NAMES_MAX
    )
    authority = Authority.made("Fox Hollow", wanted, NOW)
    request = read_request(make_request(wanted)[1].public_bytes(Encoding.PEM))
    return (pem(authority.certify(request, NOW)) + pem(authority.certificate)).decode()
