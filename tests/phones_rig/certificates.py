"""An authority of the tests' own, and certificates by it for TLS. Another authority, which nobody trusts, shows that somebody looks."""

import subprocess
from pathlib import Path

from tests.phones_rig.network import PBX

DAYS = "30"  # the tests' clock is the machine's


class Certificates:
    """`authority` is the file of the authority; `of(name)` gives key and certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.authority = folder / "authority.pem"
        self._key = folder / "authority.key"
        if not self.authority.exists():
            _openssl(
                *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS),
                *("-subj", "/CN=Authority of the tests", "-keyout", str(self._key), "-out", str(self.authority)),
            )

    def of(self, name: str, address: str = PBX) -> tuple[Path, Path]:
        """Give the key and the certificate of a server at this address, made the first time."""
        key, made = self._folder / f"{name}.key", self._folder / f"{name}.pem"
        if not made.exists():
            _openssl(
                *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS),
                *("-subj", f"/CN={address}", "-addext", f"subjectAltName=IP:{address}"),
                *("-addext", "basicConstraints=critical,CA:FALSE"),
                *("-CA", str(self.authority), "-CAkey", str(self._key), "-keyout", str(key), "-out", str(made)),
            )
        return key, made


def _openssl(*words: str) -> None:
    done = subprocess.run(["openssl", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"openssl {words[0]}: {done.stderr}"
