"""Tests what `web_door.py` does while HTTPS is loaded."""

import subprocess
import sys

LOADED = """
import os, ssl
from appliance.web_door import AUTHORITIES, believing_no_authority

read = []
took = ssl.SSLContext.set_default_verify_paths

def counts(context):
    took(context)
    read.append(context.cert_store_stats()["x509_ca"])

ssl.SSLContext.set_default_verify_paths = counts
before = os.environ.get(AUTHORITIES)
with believing_no_authority():
    from aiohttp import web
assert web and read, "HTTPS reads none by itself any more: take this away"
assert os.environ.get(AUTHORITIES) == before
print(read)
"""


def test_https_reads_no_authority_of_the_system_when_it_is_loaded() -> None:
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    assert set(said.stdout.strip().strip("[]").split(", ")) == {"0"}
