"""`handbell office enrol`, `keys` and `rotate`: manages the online office's own keys and its access to the district."""

import argparse
import sys
from pathlib import Path

from appliance.envelope.deposit import Signed
from sync.office import believing, incidents, papers, passphrase, saying_opened, sealing_for, verifying
from sync.office.folder import Folder, NotSetUp, Settings, root_of
from sync.office.keyring import KEYRING_NAME, Keyring, OfficeKey, new_key, read_recovery
from sync.office.line import OfficeLine, answered
from sync.office.office import NoSuch, Office, now_ms, opened
from sync.office.readers import login
from sync.office.readers.log import What
from sync.office.root import in_groups
from sync.office.rotating import Rotation
from sync.office.words import local

SHOWN_MAX = 20  # buildings of a district that may have 2,000: enough to telephone, on one screen


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]", where: argparse.ArgumentParser) -> None:
    """Add the parsers of `enrol`, `keys` and `rotate`."""
    enrolling = what.add_parser("enrol", parents=[where], help="set this office up, once")
    enrolling.add_argument(
        "--server", type=_https, required=True, metavar="URL", help="https://HOST[:PORT] of the district"
    )
    enrolling.add_argument(
        "--access",
        type=Path,
        required=True,
        metavar="FOLDER",
        help="there: handbell district enrol NAME --office --out FOLDER",
    )
    enrolling.add_argument(
        "--root", type=_root, required=True, metavar="FINGERPRINT", help="of: handbell office root init"
    )
    enrolling.add_argument("--name", default="Safety office", help="how its key is called (default: %(default)s)")
    enrolling.add_argument(
        "--out", type=Path, default=Path("office.recipient"), help="public part (default: %(default)s)"
    )
    enrolling.set_defaults(act=_enrol)
    access = what.add_parser(
        "access", parents=[where], help="another certificate, each year, or the district's other address"
    )
    access.add_argument(
        "folder",
        type=Path,
        nargs="?",
        metavar="FOLDER",
        help="there: handbell district enrol NAME --office --out FOLDER",
    )
    access.add_argument("--server", type=_https, metavar="URL", help="https://HOST[:PORT], where it is another now")
    trusting = what.add_parser("trust", parents=[where], help="another root key, where the one until now was lost")
    trusting.add_argument("root", type=_root, metavar="FINGERPRINT", help="of: handbell office root init")
    trusting.add_argument("--instead-of", type=_root, required=True, metavar="FINGERPRINT", help="the one until now")
    trusting.set_defaults(act=_trust)
    step = what.add_parser("keys", help="the keys that open records").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    step.add_parser("list", parents=[where], help="which there are")
    new = step.add_parser("new", parents=[where], help="another key, the first step of a rotation")
    new.add_argument("--name", required=True)
    new.add_argument("--out", type=Path, required=True, metavar="FILE", help="public part, for the notice")
    take = step.add_parser("take", parents=[where], help="open with a recovery key from now on, everything again")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--recovery-passphrase-file", type=Path, metavar="FILE")
    destroy = step.add_parser("destroy", parents=[where], help="the last step of a rotation: an old key, for good")
    destroy.add_argument("key", metavar="KEY", help="the beginning of its fingerprint")
    destroy.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    what.add_parser("rotate", parents=[where], help="wrap every data key for the newest key; goes on where it was")


def _enrol(asked: argparse.Namespace) -> list[str]:
    if (asked.data / KEYRING_NAME).exists():
        raise NotSetUp(
            f"There is an office in {asked.data} already. For a new certificate, or another address of the district: handbell office access"
        )
    with papers.new_paper(asked.out) as paper:
        secret = passphrase.choose(asked.passphrase_file, "this office")
        Folder(asked.data).take_access(asked.access, Settings(asked.server, asked.root.hex()))
        recipient = Keyring.init(asked.data, secret, asked.name, now_ms()).newest.recipient()
        paper.write(papers.of_recipient(recipient))
    keys = asked.access / "receipt_keys"
    return [
        f"This office is set up in {asked.data}. It believes the root key {in_groups(asked.root)}.",
        f"Nothing is sealed for it yet. Carry {asked.out} and {keys} to the offline machine,",
        f"compare {papers.name_of(recipient)}, and sign:",
        f"  handbell office root notice first {asked.out} recovery.recipient --receipt-keys {keys} --out first",
        _delete(asked.access),
    ]


async def access(asked: argparse.Namespace, office: Office) -> int:
    """Take another access to the same district; keys and store stay as they are. Raises NotSetUp; then nothing has changed."""
    known = office.folder.settings
    if asked.folder is None and asked.server is None:
        raise NotSetUp("Name the folder with the new certificate, or --server with the district's new address.")
    settings, authority = Settings(asked.server or known.server, known.root), office.folder.authority.read_bytes()
    if asked.folder is None:
        office.folder.keep(settings)
    else:
        office.folder.take_access(asked.folder, settings)
    until = local(office.folder.access_until_ms)
    print(f"This office asks {settings.server} from now on, with a certificate that ends {until}.")  # noqa: T201
    if office.folder.authority.read_bytes() != authority:
        print(_OTHER_AUTHORITY)  # noqa: T201
    if asked.folder is not None:
        print(_delete(asked.folder))  # noqa: T201
    return 0


def _delete(access: Path) -> str:
    """Say where copies of a key that this office now holds must be deleted."""
    return (
        f"Its key is kept here now. Delete {access / 'office.key'}, on what carried it and on the district's server: with it anybody asks "
        "that server as this office."
    )


def _trust(asked: argparse.Namespace) -> list[str]:
    """Believe another root key. What was said under the old root key no longer holds, and must be signed again."""
    folder = Folder(asked.data)
    known = folder.settings
    if known.root != asked.instead_of.hex():
        raise NotSetUp(f"This office believes the root key {known.root}. Name that one with --instead-of.")
    who = login.ask(asked)
    with opened(asked.data, who.passphrase, who.user) as office:
        office.check("trust")
        with office.store.writing():
            believing.forget_others(office.store, asked.root)
        verifying.verify(office.store, office.opener, now_ms())
        folder.keep(Settings(known.server, asked.root.hex()))  # last, so that an interrupted command begins again
    return [
        f"This office believes the root key {in_groups(asked.root)} from now on, and nothing the one before it said.",
        "Sign with it who may open records, whose receipts count, and again what was revoked and which forks were decided.",
        "At the server: handbell district root NEW --instead-of OLD. At every box: handbell trust NEW --instead-of OLD.",
    ]


async def keys(asked: argparse.Namespace, office: Office) -> int:
    """Run `keys list|new|take|destroy`."""
    if asked.step in {"new", "take"}:
        office.reads(What(f"keys {asked.step}"))
    for line in _KEYS[asked.step](asked, office):
        print(line)  # noqa: T201
    return 0


async def rotate(asked: argparse.Namespace, office: Office) -> int:
    """Wrap for the newest key whatever has no wrap for it yet."""
    rotation = Rotation(office.store, office.keyring)
    missing, done = rotation.missing(), 0
    async with office.line() as line:
        while more := await rotation.go_on(line):
            done += more
            print(f"{done:,} of {missing:,} keys", flush=True)  # noqa: T201
    newest = papers.name_of(office.keyring.newest.recipient())
    says = f"Every data key collected so far opens with {newest}. Destroy the old key once no building seals for it any more."
    print(says)  # noqa: T201
    return 0


async def give_notice(line: OfficeLine, notice: Signed) -> None:
    """Give the district a notice. Raises Refused, Unreachable."""
    answered(await line.give_notice(notice))


def _list(asked: argparse.Namespace, office: Office) -> list[str]:
    return [
        f"{each.opening.public.fingerprint.hex()[:16]}  {local(each.made_ms)}  {each.name}"
        f"{'' if each.signing else ' (recovery: signs nothing)'}"
        for each in office.keyring.keys
    ]


def _new(asked: argparse.Namespace, office: Office) -> list[str]:
    key = new_key(asked.name, now_ms())
    with papers.new_paper(
        asked.out
    ) as paper:  # the file is removed if the key cannot be kept: nobody may seal for a key that nobody has
        paper.write(papers.of_recipient(key.recipient()))
        paper.flush()
        office.keyring.add(key)
    with office.store.writing():
        saying_opened.owe_again(office.store)
    return [
        f"Made {papers.name_of(key.recipient())}. It signs *opened* from now on, which counts once the notice names it.",
        f"Next: handbell office root notice recipients {asked.out} recovery.recipient --out FILE, send it, then: handbell office rotate",
    ]


def _take(asked: argparse.Namespace, office: Office) -> list[str]:
    key = read_recovery(asked.file, passphrase.ask(asked.recovery_passphrase_file, f"the recovery key {asked.file}"))
    if all(
        each.seed != key.seed for each in office.keyring.keys
    ):  # if it is known, an earlier call was cut off before it began again
        office.keyring.add(key)
    _again(office)
    return [f"{key.name} opens from now on. Everything is collected again: handbell office collect"]


def _destroy(asked: argparse.Namespace, office: Office) -> list[str]:
    found = [each for each in office.keyring.keys if each.opening.public.fingerprint.hex().startswith(asked.key)]
    if len(found) != 1 or found[0] == office.keyring.newest:
        raise NoSuch(f"{asked.key!r} is no old key of this office. Those there are: handbell office keys list")
    missing = Rotation(office.store, office.keyring).missing() if found[0].signing else 0
    if missing:
        raise NoSuch(f"{missing:,} data keys would be lost with it. First: handbell office rotate")
    for line in _who_seals(office, found[0]):
        print(line)  # noqa: T201
    if not (asked.yes or _sure(found[0])):
        raise NoSuch("Nothing was destroyed.")
    office.reads(What(f"keys destroy {papers.name_of(found[0].recipient())}"))
    office.keyring.destroy(found[0].opening.public.fingerprint)
    return [f"{found[0].name} opens nothing any more. Destroy the copies of {KEYRING_NAME} that still hold it."]


def _who_seals(office: Office, key: OfficeKey) -> list[str]:
    """Say which buildings still seal for this key. If they seal for it alone, nobody here can open what they write from now on."""
    fingerprint, name = key.opening.public.fingerprint, papers.name_of(key.recipient())
    sealing, not_known = sealing_for.still(office.store, fingerprint)
    says = [f"{name}, made {local(key.made_ms)}."]
    if any(each.public == key.opening.public.raw for each in believing.recipients(office.store)):
        says.append(
            "The newest notice this office has names it, so every building seals for it. First a notice without it."
        )
    says += [
        f"  {incidents.name_of(office.store, each)} seals for it still: it took no notice without it."
        for each in sealing[:SHOWN_MAX]
    ]
    if len(sealing) > SHOWN_MAX:
        says.append(f"  and {len(sealing) - SHOWN_MAX:,} more seal for it still.")
    if not_known:
        some = ", ".join(incidents.name_of(office.store, each) for each in not_known[:SHOWN_MAX])
        more = f" and {len(not_known) - SHOWN_MAX:,} more" if len(not_known) > SHOWN_MAX else ""
        says.append(
            f"Not known, since no notice they took was seen here: {some}{more}. To look once more: handbell office verify"
        )
    return says if len(says) > 1 else [*says, "No building seals for it any more, as far as their records came here."]


def _sure(key: OfficeKey) -> bool:
    """Ask for a typed word, not a single key: nobody can bring the destroyed key back."""
    if not sys.stdin.isatty():
        raise NoSuch("Nothing was destroyed: nobody is at the terminal to say so. Add --yes where that is meant.")
    return input(f"Destroy the key {key.name} for ever? Type destroy: ").strip() == "destroy"


def _again(office: Office) -> None:
    """Collect again from the first place on: what opens now may have been passed over before."""
    with office.store.writing():
        office.store.run("UPDATE building SET after = 0")


def _https(text: str) -> str:
    if not text.startswith("https://"):
        raise argparse.ArgumentTypeError(f"{text!r} does not begin with https://")
    return text.rstrip("/")


def _root(text: str) -> bytes:
    found = root_of(text)
    if found is None:
        raise argparse.ArgumentTypeError("this is no fingerprint: 64 hex digits, in one word or in quotes")
    return found


_OTHER_AUTHORITY = (
    "The district's own authority is another than before: that is another district, or one whose server was set up anew. Its receipts count"
    " once a notice names its keys: handbell office root notice receipt-keys"
)
_KEYS = {"list": _list, "new": _new, "take": _take, "destroy": _destroy}
