"""Makes a district's folder as IT has it: a list of buildings, a file of tokens, and for each school its plan and its buttons' secrets."""

import csv
from pathlib import Path

from image_build.provision.columns import COLUMNS
from tests.image_build.seeds import OFFICE, PLAN, authority, secret, token


class District:
    """A folder as IT has it: the list, the file of tokens, and for each school its plan and its buttons' secrets."""

    def __init__(self, folder: Path, number: int, plan: str = PLAN) -> None:
        self.folder, self._plan = folder, plan
        self.list, self.tokens = folder / "district.csv", folder / "tokens.txt"
        self.rows = [self._school(each) for each in range(1, number + 1)]
        (folder / "authority.pem").write_text(authority())
        self.write()

    def _school(self, number: int) -> dict[str, str]:
        name = f"school-{number:02}"
        home = self.folder / name
        (home / "credentials").mkdir(parents=True)
        (home / "plan.yaml").write_text(self._plan.replace("Lincoln Middle School", f"School {number:02}"))
        for key in ("A101-desk", "B204-wall"):
            file = home / "credentials" / f"{key}.secret"
            file.write_bytes(f"{secret(f'{name} {key}')}"[:32].encode())
            file.chmod(0o600)
            self.made_for("10.60.0.1", name, key)
        return {
            "name": name,
            "plan": f"{name}/plan.yaml",
            "address": f"10.4.{number}.20/24",
            "gateway": f"10.4.{number}.1",
            "dns": "10.4.0.53 10.4.0.54",
            "main_for": "buttons",
            "buttons_vlan": "60",
            "buttons_address": "10.60.0.1/22",
            "server": "https://handbell.district.example",
            "ca": "authority.pem",
            "office": OFFICE,
            "desk": "front",
            "buttons": name,
        }

    def made_for(self, appliance: str, name: str, key: str) -> None:
        """Write the settings of one device, as `handbell buttons provision` leaves them beside the secrets."""
        settings = f'substitutions:\n  name: handbell-{key.lower()}\n  appliance: "{appliance}"\n'
        (self.folder / name / f"handbell-{key.lower()}.yaml").write_text(settings)

    def write(self) -> None:
        """Write the list and the tokens as they are now."""
        with self.list.open("w", newline="", encoding="utf-8-sig") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(self.rows)
        self.tokens.write_text("".join(f"{each['name']} {token(each['name'])}\n" for each in self.rows))
        self.tokens.chmod(0o600)
