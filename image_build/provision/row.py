"""Turns one row of a list of buildings into a seed: reads its cells and the files that they name, and writes the seed's text. Writes no
file.
"""

import base64
import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from appliance.plan.mistakes import Mistake
from appliance.plan.parse import examine_file
from appliance.plan.text_file import read_text
from image_build.provision.buildings import Building, Gathered, Told, readable_by_others
from image_build.provision.columns import FURTHER, column_of
from image_build.seed.model import FORMAT, Target
from image_build.seed.network import is_address
from image_build.seed.read import examine_seed
from image_build.seed.text import LAST_LINE, SEED_BYTES_MAX, normal

ENDING = ".secret"  # how the credential store ends the names of its files
CREDENTIALS = "credentials"  # the folder into which `handbell buttons provision` puts them

_LINES = re.compile(r",? (first )?on line \d+| \(on line \d+\)")
_FILE_TOO_LONG = Mistake("", 1, f"The file is longer than {SEED_BYTES_MAX:,} bytes.", "Check that it is the right one.")


@dataclass(slots=True)
class Row:
    """One row on its way to a seed."""

    file: Path
    line: int
    cells: dict[str, str]
    into: Gathered
    whole: bool = True
    """Whether the plan is read, too."""
    phrases: bool = False
    """Whether it will get a recovery phrase if it has none."""
    further: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)
    """Columns whose mistake was reported. A seed that lacks such a value is not reported again."""

    def read(self, token: str | None) -> None:
        """Add the building of this row, or whatever is wrong with it. `token` is empty if the row has no token, None if it needs none."""
        for column, cell in self.cells.items():
            if not cell.isprintable():
                self._note(column, "There is a character here that cannot be shown.", "Type it again, on one line.")
                self.cells[column] = ""
        text = self._text(token)
        reading = examine_seed(text)
        for found, into in ((reading.mistakes, self.into.mistakes), (reading.warnings, self.into.warnings)):
            placed = map(self._placed, found)
            into += [Told(self.file, each) for each in placed if each.path not in self.wrong]
        if reading.seed is not None and not self.wrong:
            columns = {path: column_of(path, self.further) for path in reading.lines}
            lines = dict.fromkeys(reading.lines, self.line) | {"": self.line}
            keep = self._path("recovery") if self.cells["recovery"] else Path()
            made = self._made() if self.cells["buttons"] else None
            self.into.buildings.append(Building(self.file, text.encode(), reading.seed, lines, columns, keep, made))

    def _placed(self, each: Mistake) -> Mistake:
        if each.path == "district.token":
            do = "Give the file of tokens with --tokens, and in it a line for this box."
            return Mistake("server", self.line, f"{self.cells['name']} has no token, or one that is none.", do)
        # removes line numbers of a text that nobody sees
        says = _LINES.sub("", each.says)
        return Mistake(column_of(each.path, self.further), self.line, says, each.do)

    def _note(self, column: str, says: str, do: str) -> None:
        self.wrong.add(column)
        self.into.note(self.file, Mistake(column, self.line, says, do))

    def _text(self, token: str | None) -> str:
        """Write the seed as YAML. Every value is in quotes as JSON writes them, which YAML reads in the same way."""
        cells = self.cells
        plan, time_zone = self._plan()
        seed: dict[str, object] = {"name": cells["name"], "time_zone": cells["time_zone"] or time_zone}
        seed["screen"] = self._of({name: name for name in ("desk", "serial_desk", "font", "accessible")})
        seed["network"] = self._network()
        district = self._of({"server": "server", "office": "office", "proxy": "proxy"})
        if len(servers := cells["server"].replace(",", " ").replace(";", " ").split()) > 1:
            district["server"] = servers
        if cells["ca"]:
            district["ca"] = self._file("ca").strip()
        if token or (token is not None and cells["server"]):  # an empty token is a mistake, too
            district["token"] = token
        seed["district"] = district
        seed["pages"] = self._pages()
        seed["phones"] = self._phones()
        if pin := self._private("sim_pin"):
            seed["texts"] = {"pin": pin}
        seed["copy"] = self._copy()
        seed["recovery"] = self._recovery()
        seed["buttons"] = self._secrets()
        if cells["ssh_keys"]:
            keys = (each.strip() for each in self._file("ssh_keys").splitlines())
            seed["ssh"] = {"keys": [each for each in keys if each and not each.startswith("#")]}
        lines = [f"seed: {FORMAT}"]
        lines += [
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in seed.items()
            if value or name == "name"
        ]
        if plan:
            lines += ["plan:", *(f"  {each}" if each.strip() else "" for each in plan.split("\n"))]
        return "\n".join([*lines, LAST_LINE, ""])

    def _of(self, columns: dict[str, str]) -> dict[str, object]:
        return {name: self.cells[column] for name, column in columns.items() if self.cells[column]}

    def _network(self) -> dict[str, object]:
        cells = self.cells
        network = self._of({"vlan": "vlan"})
        if cells["address"] and cells["address"].casefold() != "dhcp":
            network["address"] = {"ip": cells["address"]} | self._of({"gateway": "gateway"})
        elif cells["gateway"] and "address" not in self.wrong:
            self._note("gateway", "There is a gateway here and no address.", "Write both, or neither.")
        for name, column in (("for", "main_for"), ("dns", "dns"), ("ntp", "ntp")):
            if cells[column]:
                network[name] = cells[column].replace(",", " ").replace(";", " ").split()
        more = []
        for kind in FURTHER:
            tag, address = cells[f"{kind}_vlan"], cells[f"{kind}_address"]
            if tag:
                self.further.append(kind)
                fixed = address and address.casefold() != "dhcp"
                more.append({"vlan": tag, "address": {"ip": address} if fixed else "dhcp", "for": kind})
            elif address and f"{kind}_vlan" not in self.wrong:
                self._note(f"{kind}_vlan", "There is an address here and no tag.", "Write both, or neither.")
        return network | ({"more": more} if more else {})

    def _plan(self) -> tuple[str, str]:
        """Return the text of the plan, without the marks of a file, and its time zone. Both are empty if there is no plan; the text is
        empty if the plan is wrong.
        """
        if not self.cells["plan"]:
            if not self.cells["time_zone"] and not {"plan", "time_zone"} & self.wrong:
                self._note(
                    "time_zone", "This is empty, and there is no plan that says it.", "Write it like America/Denver."
                )
            return "", ""
        if not self.whole:
            return "", "UTC"
        path = self._path("plan")
        reading = examine_file(path)
        if reading.plan is None:
            self.wrong.add("plan")
            self.into.mistakes += [Told(path, each) for each in reading.mistakes]
            return "", "UTC"
        text = normal(path.read_text(encoding="utf-8-sig", newline=""))
        lines = text.split("\n")
        # `---` begins a new document, which is not possible inside another one
        return "\n".join(each for each in lines if each.rstrip() not in {"---", "..."}), reading.plan.timezone

    def _pages(self) -> dict[str, object]:
        """Write the section `pages`. One cell has addresses and names, and an address is known by its look."""
        words = self.cells["pages"].replace(",", " ").replace(";", " ").split()
        if self.cells["pages_certificate"] and not words:
            self._note("pages", "There is a certificate of pages here and no address.", "Write both, or neither.")
        addresses = [each for each in words if is_address(each)]
        pages: dict[str, object] = {"addresses": addresses} if addresses else {}
        if names := [each for each in words if each not in addresses]:
            pages["names"] = names
        if self.cells["pages_certificate"]:
            pages["certificate"] = self._file("pages_certificate").strip()
        return pages

    def _phones(self) -> dict[str, object]:
        """Write the section `phones`: the secret of the account at the phone system, and the authority of its certificate."""
        secret = self._private("telephone_secret")
        phones: dict[str, object] = {"secret": secret} if secret else {}
        if self.cells["telephone_ca"]:
            phones["ca"] = self._file("telephone_ca").strip()
        return phones

    def _private(self, column: str) -> str:
        """Read a file with a secret, which nobody else may read; empty if there is none, or if others can read it."""
        if not self.cells[column]:
            return ""
        wrong = readable_by_others(self._path(column)) if self._path(column).exists() else None
        if wrong is None:
            return self._file(column).strip()
        self.wrong.add(column)
        self.into.note(self._path(column), wrong)
        return ""

    def _copy(self) -> dict[str, object]:
        """Write the section `copy`. `copy_host` and `copy_user` have another name for each kind of place."""
        far = self.cells["copy"] == Target.S3
        named = {
            "to": "copy",
            "path": "copy_path",
            "host_key": "copy_host_key",
            "bucket": "copy_bucket",
            "region": "copy_region",
        }
        copy = self._of(
            named
            | ({"endpoint": "copy_host", "key_id": "copy_user"} if far else {"host": "copy_host", "user": "copy_user"})
        )
        if key := self._private("copy_key"):
            copy["secret" if far else "key"] = key
        if self.cells["copy_ca"]:
            copy["ca"] = self._file("copy_ca").strip()
        return copy

    def _recovery(self) -> dict[str, str]:
        """Read the public half from the file that keeps it; nothing if it must still be made."""
        if not self.cells["recovery"]:
            if self.phrases and "recovery" not in self.wrong:
                says = "This is empty: the public half of a new phrase is kept in a file."
                self._note("recovery", says, "Write how that is to be called, such as school-01/recovery.txt.")
            return {}
        if self.phrases and not self._path("recovery").exists():
            return {}
        public = self._file("recovery").strip()
        return {"public": public} if public else {}

    def _secrets(self) -> dict[str, str]:
        if not self.cells["buttons"]:
            return {}
        folder = self._path("buttons")
        folder = folder / CREDENTIALS if (folder / CREDENTIALS).is_dir() else folder
        found: dict[str, str] = {}
        try:
            for each in sorted(folder.glob(f"*{ENDING}")):
                wrong = readable_by_others(each)
                if wrong is not None:
                    self.wrong.add("buttons")
                    self.into.note(each, wrong)
                else:
                    found[each.name.removesuffix(ENDING)] = base64.b64encode(each.read_bytes()).decode()
        except OSError as error:
            self._note("buttons", f"{folder} cannot be read ({error.strerror}).", "Check that you may read it.")
        if not found and "buttons" not in self.wrong:
            says = f"There are no secrets of devices in {folder}."
            self._note("buttons", says, "Name the folder that `handbell buttons provision --out` made.")
        return found

    def _made(self) -> Path:
        """Return the folder that has the settings of the buttons. The cell may name the folder of their secrets inside it."""
        folder = self._path("buttons")
        return folder.parent if folder.name == CREDENTIALS else folder

    def _file(self, column: str) -> str:
        text = read_text(self._path(column), SEED_BYTES_MAX, _FILE_TOO_LONG)
        if isinstance(text, Mistake):
            self._note(column, f"{self.cells[column]}: {text.says}", text.do)
            return ""
        return normal(text)

    def _path(self, column: str) -> Path:
        return self.file.parent / self.cells[column]
