"""The phone system of the tests: a real Kamailio, which registers phones by password, forks calls, and says who calls.

It says who calls as phone systems do: in P-Asserted-Identity (RFC 3325), and only of a phone that gave its password. Whatever a phone
says of itself there is taken away. `TRUNK` is the outside line: for it alone the number in From is believed, as it is of a telephone
company. `STRANGER` (see `tests/phones_rig/network.py`) may call without a password, and nothing is said of who that is.

Knows nothing of Handbell.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.patience import patience
from tests.phones_rig.certificates import Certificates
from tests.phones_rig.network import PBX, STRANGER, End, end_with_children

TRUNK = "trunk"
"""The account of the outside line. All numbers that begin with + are beyond it."""
TEMPLATE = Path(__file__).with_name("kamailio.cfg")
TLS = """\
[server:default]
method = TLSv1.2+
verify_certificate = no
require_certificate = no
private_key = {key}
certificate = {chain}
"""
PORTS = {"udp": 5060, "tcp": 5060, "tls": 5061}
MODULES = "/usr/lib/*/kamailio/modules"  # where Debian keeps them
PRIVATE_MB, SHARED_MB = 4, 24  # memory of each of its processes, and of all: what a dozen phones need
LONGEST_UNIX_PATH = 100  # bytes, below the 108 that sockaddr_un has: unix(7)


@dataclass(frozen=True)
class Routing:
    """What a phone system is set up to do with calls.

    `aliases`: another number for an account, as 4357 for `handbell`. `groups`: a number at which several phones ring at once.
    `elsewhere`: a number that is a device at an address (`10.99.0.20:5080`), registered or not, such as sipp.
    `asserts`: whether it says who calls. `hides_wholly`: a hidden number is not even said to phones that it trusts.
    `rings_s`: seconds after which it gives up on phones that nobody answers.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    asserts: bool = True
    hides_wholly: bool = False
    rings_s: int = 60

    def lines(self) -> str:
        """Give this as statements of Kamailio."""
        said = [f'	if ($rU == "{number}") {{ $rU = "{account}"; }}' for number, account in self.aliases.items()]
        said += [
            f'	if ($rU == "{number}") {{ $du = "sip:{address}"; route(RELAY); }}'
            for number, address in self.elsewhere.items()
        ]
        for number, members in self.groups.items():
            first, *others = members
            branches = " ".join(f'append_branch("sip:{member}@{PBX}");' for member in others)
            rings = 'if (!lookup_branches("location")) { sl_send_reply("404", "Nobody There"); exit; } route(RELAY);'
            said.append(f'	if ($rU == "{number}") {{ $ru = "sip:{first}@{PBX}"; {branches} {rings} }}')
        return "\n".join(said)


class Pbx:
    """One Kamailio. `secrets` has the password of each account; `start` it, `kill` it, start it again."""

    def __init__(
        self, network: End, folder: Path, secrets: Mapping[str, str], routing: Routing, certificates: Certificates
    ) -> None:
        self._network, self._folder, self._secrets, self._routing = network, folder, dict(secrets), routing
        self._certificates = certificates
        self._control = folder / "pbx.ctl"
        assert len(os.fsencode(self._control)) <= LONGEST_UNIX_PATH, f"{self._control} is too long for a unix socket"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        assert self._process is None, "the phone system runs already"
        config = self._written()
        words = ["kamailio", "-DD", "-E", "-f", str(config), "-Y", str(self._folder), "-w", str(self._folder)]
        words += ["-m", str(SHARED_MB), "-M", str(PRIVATE_MB), "-A", "WITH_TLS"]
        words += [*(("-A", "ASSERTS") if self._routing.asserts else ())]
        words += [*(("-A", "HIDES_WHOLLY") if self._routing.hides_wholly else ())]
        with (self._folder / "pbx.log").open("ab") as log:
            self._process = subprocess.Popen(
                self._network.command_with_children(*words),
                stdout=log,
                stderr=log,
                start_new_session=True,
                env=_with_sbin(),
            )
        self._wait("core.version")

    def kill(self) -> None:
        """End it at once, as a power cut does: nobody is told."""
        if self._process is not None:
            end_with_children(self._process)
            self._process = None
            self._control.unlink(missing_ok=True)

    def refuse(self, account: str) -> None:
        """Take the account's password away: it registers no more, until `accept`."""
        self._asked("htable.sets", "secret", f"s:{account}", "s:nobody knows this one")

    def accept(self, account: str) -> None:
        """Let the account register with its password again."""
        self._asked("htable.sets", "secret", f"s:{account}", f"s:{self._secrets[account]}")

    def forget(self, account: str) -> None:
        """Forget where the account is registered, as a phone system does whose memory was cleared."""
        self._asked("ul.rm", "location", f"s:{account}")

    def contacts(self, account: str) -> int:
        """Count the addresses at which this account is registered now."""
        done = self._ask("ul.lookup", "location", f"s:{account}")
        return done.stdout.count("Address:")

    def until_registered(self, account: str, contacts: int = 1) -> None:
        """Wait until the account is registered at so many addresses."""
        until = time.monotonic() + patience()
        while (has := self.contacts(account)) < contacts:
            assert time.monotonic() < until, f"{account} is registered {has} times, not {contacts}: {self.log()}"
            time.sleep(0.02)

    def log(self) -> str:
        """Give the end of what it wrote."""
        return (self._folder / "pbx.log").read_text(errors="replace")[-2000:]

    def _wait(self, question: str) -> None:
        until = time.monotonic() + patience()
        while self._ask(question).returncode != 0:
            assert self._process is not None and self._process.poll() is None, f"Kamailio ended: {self.log()}"
            assert time.monotonic() < until, f"Kamailio does not answer: {self.log()}"
            time.sleep(0.02)

    def _asked(self, *words: str) -> None:
        done = self._ask(*words)
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    def _ask(self, *words: str) -> "subprocess.CompletedProcess[str]":
        if not self._control.exists():
            return subprocess.CompletedProcess(words, 1, "", "no socket")
        asked = ["kamcmd", "-s", f"unix:{self._control}", *words]
        return subprocess.run(asked, capture_output=True, text=True, check=False, timeout=patience(), env=_with_sbin())

    def _written(self) -> Path:
        modules = next(Path("/").glob(MODULES.lstrip("/")), None)
        assert modules is not None, "Kamailio's modules are not installed"
        filled = {
            "HOST": PBX,
            "GUEST": STRANGER,
            "TRUNK": TRUNK,
            "MODULES": str(modules),
            "FOLDER": str(self._folder),
            "CONTROL": str(self._control),
            "RINGS_MS": str(self._routing.rings_s * 1000),
            "ROUTES": self._routing.lines(),
            "SECRETS": "\n".join(f'	$sht(secret=>{who}) = "{word}";' for who, word in self._secrets.items()),
        }
        text = TEMPLATE.read_text()
        for name, value in filled.items():
            text = text.replace(f"@{name}@", value)
        config = self._folder / "kamailio.cfg"
        config.write_text(text)
        key, chain = self._certificates.of("pbx")
        (self._folder / "tls.cfg").write_text(TLS.format(key=key, chain=chain))
        return config


def missing() -> str | None:
    """Say which program is not installed, or give None."""
    path = _with_sbin()["PATH"]
    lacks = [
        name
        for name in ("kamailio", "kamcmd", "baresip", "nsenter", "openssl")
        if shutil.which(name, path=path) is None
    ]
    return f"{', '.join(lacks)} not installed" if lacks else None


def _with_sbin() -> dict[str, str]:
    """Debian keeps such programs where an ordinary user's PATH does not look."""
    return {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}
