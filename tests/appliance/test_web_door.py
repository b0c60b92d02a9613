"""Tests what `web_door.py` does before HTTPS is loaded."""

import subprocess
import sys

LOADED = """
import os
os.environ.pop("SSL_CERT_FILE", None)
from appliance.web_door import believe_no_authority
believe_no_authority()
import ssl
from aiohttp import web
assert web
print(ssl.create_default_context().cert_store_stats()["x509_ca"])
"""


def test_once_it_is_loaded_https_holds_no_authority_of_the_system() -> None:
    said = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    assert said.stdout.strip() == "0"
