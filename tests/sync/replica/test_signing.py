"""Tests that requests to S3 are signed as in AWS's own examples."""

import pytest

from sync.replica.signing import Keys, Request, signed_headers

KEYS = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")
AT_MS = 1_369_353_600_000  # 2013-05-24


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ({"lifecycle": ""}, "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ({"max-keys": "2", "prefix": "J"}, "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ],
)
def test_the_examples_of_the_standard_come_out(query: dict[str, str], signature: str) -> None:
    headers = signed_headers(Request("GET", "examplebucket.s3.amazonaws.com", "/", query), KEYS, AT_MS)
    assert headers["authorization"].endswith(f"Signature={signature}")
    assert headers["x-amz-date"] == "20130524T000000Z"


def test_keys_are_not_printed() -> None:
    assert KEYS.secret not in repr(KEYS)
