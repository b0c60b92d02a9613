"""Signs requests to an S3 server with signature version 4, by HMAC alone. Pure: the time is an argument. Knows no socket.

AWS describes it ("Authenticating Requests: Using the Authorization Header"); every server that speaks S3 takes it.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

import msgspec


class Request(msgspec.Struct, frozen=True):
    """A request to sign. `path` is quoted already, as it is sent."""

    method: str
    host: str
    path: str
    query: Mapping[str, str] = {}
    body: bytes = b""


class Keys(msgspec.Struct, frozen=True):
    """The keys that a request is signed with; the printed form shows no secret."""

    key_id: str
    secret: str
    region: str

    def __repr__(self) -> str:
        return f"Keys({self.key_id})"


def signed_headers(request: Request, keys: Keys, wall_ms: int) -> dict[str, str]:
    """Give the headers to send with the request."""
    at = datetime.fromtimestamp(wall_ms / 1000, UTC)
    stamp, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    digest = hashlib.sha256(request.body).hexdigest()
    headers = {"host": request.host, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    names = ";".join(sorted(headers))
    said = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    canonical = "\n".join((request.method, request.path, query_text(request.query), said, names, digest))
    scope = f"{day}/{keys.region}/s3/aws4_request"
    to_sign = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{keys.secret}".encode()
    for part in (day, keys.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    authorization = f"AWS4-HMAC-SHA256 Credential={keys.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "authorization": authorization}


def query_text(query: Mapping[str, str]) -> str:
    """Give the query in the order in which it is signed."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))
