"""`handbell office root …` and `handbell office recovery …`: what people do on a machine without a network. Asks nobody, opens no entry."""

import argparse
import sys
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import segno

from appliance.envelope.deposit import ForkDecided, Signed
from sync.office import papers, passphrase
from sync.office.exercises.offline import read_sets
from sync.office.keyring import RECOVERY_NAME, make_recovery
from sync.office.root import ROOT_NAME, CannotSay, Root, in_groups
from sync.protocol import id_of_hex

NUMBER_MAX = 2**63 - 1  # the largest number that a column of either kind of store holds
RECOVERY_NAMED = "Recovery"  # the recovery key's name among those who may open records
RECIPIENTS_NOTICE, RECEIPT_KEYS_NOTICE = "recipients.notice", "receipt-keys.notice"
FOLDER_DEFAULT = Path.home() / "handbell-root"


def add_to(what: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parsers of `root` and `recovery`."""
    where = argparse.ArgumentParser(add_help=False)
    where.add_argument(
        "--folder", type=Path, default=FOLDER_DEFAULT, help="where the key is kept (default: %(default)s)"
    )
    where.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for")
    root = what.add_parser("root", help="offline: the key that says whose keys count").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    made = root.add_parser("init", parents=[where], help="make the root key, once")
    made.add_argument(
        "--recovery", type=Path, metavar="FILE", help="a recovery key too; FILE becomes its public part, for the notice"
    )
    made.add_argument(
        "--recovery-passphrase-file", type=Path, metavar="FILE", help="its first line; else it is asked for"
    )
    made.set_defaults(act=_init)
    root.add_parser("show", parents=[where], help="its fingerprint, to be told to every building").set_defaults(
        act=_show
    )
    _add_notices(root.add_parser("notice", help="sign a notice for the buildings"), where)
    recovery = what.add_parser("recovery", help="offline: a key for the day all others are lost").add_subparsers(
        dest="step", required=True, metavar="WHAT"
    )
    made = recovery.add_parser("init", parents=[where], help="make it; only its public part leaves this machine")
    made.add_argument("--name", default=RECOVERY_NAMED, help="how it is called (default: %(default)s)")
    made.add_argument("--out", type=Path, default=Path("recovery.recipient"), help="public part (default: %(default)s)")
    made.set_defaults(act=_init_recovery)


def _add_notices(parser: argparse.ArgumentParser, where: argparse.ArgumentParser) -> None:
    about = parser.add_subparsers(dest="about", required=True, metavar="ABOUT")
    out = argparse.ArgumentParser(add_help=False)
    out.add_argument("--out", type=Path, required=True, metavar="FILE", help="for: handbell office notices send FILE")
    parents = [where, out]
    named = about.add_parser("recipients", parents=parents, help="who may open records from now on, and nobody else")
    named.add_argument("files", type=Path, nargs="+", metavar="RECIPIENT")
    named.set_defaults(act=_recipients)
    keys = about.add_parser("receipt-keys", parents=parents, help="whose receipts count from now on")
    keys.add_argument("file", type=Path, metavar="FILE", help="receipt_keys, as the district's server wrote it")
    keys.set_defaults(act=_receipt_keys)
    first = about.add_parser("first", parents=[where], help="both notices that a new district needs, in one folder")
    first.add_argument("files", type=Path, nargs="+", metavar="RECIPIENT")
    first.add_argument(
        "--receipt-keys", type=Path, required=True, metavar="FILE", help="as the district's server wrote it"
    )
    first.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new folder for the two")
    first.set_defaults(act=_first)
    person = about.add_parser(
        "person", parents=parents, help="who reads sealed answers about repercussions from now on, and nobody else"
    )
    person.add_argument("file", type=Path, metavar="FILE", help="of: handbell office person init")
    person.set_defaults(act=_person)
    told = about.add_parser("lessons", parents=parents, help="which lessons every building is told from now on")
    told.add_argument("file", type=Path, metavar="FILE", help="of: handbell office lessons approve")
    told.set_defaults(act=_lessons)
    planned = about.add_parser(
        "exercises", parents=parents, help="a set of exercises for every building, besides those assigned before"
    )
    planned.add_argument("files", type=Path, nargs="*", metavar="FILE", help="of a set, as for: handbell exercises set")
    planned.add_argument("--only", nargs="+", default=[], metavar="BUILDING", help="for these alone; ids in hex")
    planned.add_argument("--without", nargs="+", default=[], metavar="NAME", help="sets that are assigned no more")
    planned.set_defaults(act=_exercises)
    shut = about.add_parser("revoke", parents=parents, help="a box that is not to be believed any more")
    shut.add_argument("box", metavar="BOX", help="its id in hex")
    shut.add_argument("--last", type=_number, required=True, metavar="NUMBER", help="its last entry that is believed")
    shut.add_argument("--reason", required=True)
    shut.set_defaults(act=_revoke)
    fork = about.add_parser("fork", parents=parents, help="which of two histories of a box goes on")
    for name, says in (
        ("building", "in hex"),
        ("box", "in hex"),
        ("number", "of the entry they part at"),
        ("digest", "in hex"),
    ):
        fork.add_argument(name, type=_number if name == "number" else str, metavar=name.upper(), help=says)
    fork.set_defaults(act=_fork)


def _init(asked: argparse.Namespace) -> list[str]:
    """Make the root key. Both passphrases are chosen before there is any key, so that whoever makes a slip can begin again, also where the
    root key cannot be made.
    """
    secret = passphrase.choose(asked.passphrase_file, "the root key")
    two = asked.recovery is not None and not (asked.folder / ROOT_NAME).exists()
    recovery = (asked.folder, RECOVERY_NAMED, asked.recovery, asked.recovery_passphrase_file)
    made: AbstractContextManager[list[str]] = _made_recovery(*recovery) if two else nullcontext([])
    with made as beside:
        root = Root.init(asked.folder, secret)
    return [
        f"The root key is in {asked.folder / ROOT_NAME}. Copy it to two places without a network, and write its passphrase down.",
        *beside,
        "",
        *_fingerprint(root),
    ]


def _show(asked: argparse.Namespace) -> list[str]:
    return _fingerprint(_root(asked))


def _fingerprint(root: Root) -> list[str]:
    code = segno.make_qr(root.fingerprint.hex(), error="m")
    groups = in_groups(root.fingerprint).split(" ")
    return [
        "Fingerprint, for the seed of every card, or typed at a box: handbell trust FINGERPRINT",
        *("  " + " ".join(groups[at : at + 8]) for at in (0, 8)),
        *_drawn(code),
    ]


def _drawn(code: segno.QRCode) -> list[str]:
    rows = [[bool(module) for module in row] for row in code.matrix_iter(border=4)]
    rows += [[False] * len(rows[0])] * (len(rows) % 2)
    blocks = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}
    pairs = zip(rows[::2], rows[1::2], strict=True)
    before, after = ("\x1b[30;107m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    return [before + "".join(blocks[each] for each in zip(*pair, strict=True)) + after for pair in pairs]


def _recipients(asked: argparse.Namespace) -> list[str]:
    named = tuple(papers.read_recipient(file) for file in asked.files)
    lines = _signed(asked, lambda root, now_ms: root.recipients(named, now_ms))
    return [
        "From now on these may open records, and nobody else:",
        *(f"  {papers.name_of(each)}" for each in named),
        *lines,
    ]


def _receipt_keys(asked: argparse.Namespace) -> list[str]:
    keys = papers.read_receipt_keys(asked.file)
    return _signed(asked, lambda root, now_ms: root.receipt_keys(keys, now_ms))


def _first(asked: argparse.Namespace) -> list[str]:
    """Sign the first notices. Everything is read before the passphrase of the root key is asked for."""
    named = tuple(papers.read_recipient(file) for file in asked.files)
    keys = papers.read_receipt_keys(asked.receipt_keys)
    if asked.out.exists():
        raise papers.Unreadable(f"{asked.out} exists already. Name another folder.")
    root, now_ms = _root(asked), time.time_ns() // 1_000_000
    notices = {RECIPIENTS_NOTICE: root.recipients(named, now_ms), RECEIPT_KEYS_NOTICE: root.receipt_keys(keys, now_ms)}
    try:
        asked.out.mkdir(parents=True)
    except OSError as wrong:
        raise papers.Unreadable(f"{asked.out} cannot be made ({wrong.strerror}).") from wrong
    for file, notice in notices.items():
        papers.write_notice(asked.out / file, notice)
    return [
        "From now on these may open records, and nobody else:",
        *(f"  {papers.name_of(each)}" for each in named),
        f"Signed, with whose receipts count. Carry {asked.out} to the online office: handbell office notices send {asked.out}/*",
    ]


def _person(asked: argparse.Namespace) -> list[str]:
    named = papers.read_recipient(asked.file)
    lines = _signed(asked, lambda root, now_ms: root.district_person(named, now_ms))
    return [
        f"From now on answers about repercussions are sealed for {papers.name_of(named)}, and for nobody else.",
        *lines,
    ]


def _lessons(asked: argparse.Namespace) -> list[str]:
    paper = papers.read_lessons(asked.file)
    lines = _signed(asked, lambda root, now_ms: root.lessons(paper.lessons, paper.readers, now_ms))
    return [
        "From now on every building is told these lessons, and no others. Read each once more before you carry the notice on:",
        *(f"  {each.sentence} {each.action}" for each in paper.lessons),
        f"Keys for which it is sealed, those of buildings and of whoever may open records: {len(paper.readers)}.",
        *lines,
    ]


def _exercises(asked: argparse.Namespace) -> list[str]:
    sets = read_sets(asked.files, tuple(map(_id, asked.only)))
    lines = _signed(asked, lambda root, now_ms: root.exercises(sets, frozenset(asked.without), now_ms))
    to = f"{len(asked.only)} of the buildings" if asked.only else "every building"
    return [*(f"Assigned to {to}: {each.title} ({each.name}), {len(each.asked)} exercises." for each in sets), *lines]


def _revoke(asked: argparse.Namespace) -> list[str]:
    return _signed(asked, lambda root, now_ms: root.revoke(_id(asked.box), asked.last, asked.reason, now_ms))


def _fork(asked: argparse.Namespace) -> list[str]:
    try:
        digest = bytes.fromhex(asked.digest)
    except ValueError as wrong:
        raise CannotSay(f"{asked.digest!r} is no digest in hex.") from wrong
    decision = ForkDecided(_id(asked.box), asked.number, digest)
    return _signed(asked, lambda root, now_ms: root.decide_fork(_id(asked.building), decision, now_ms))


def _signed(asked: argparse.Namespace, sign: Callable[[Root, int], Signed]) -> list[str]:
    if asked.out.exists():
        raise papers.Unreadable(f"{asked.out} exists already. Name another file.")
    papers.write_notice(asked.out, sign(_root(asked), time.time_ns() // 1_000_000))
    return [f"Signed. Carry {asked.out} to the online office: handbell office notices send {asked.out}"]


def _init_recovery(asked: argparse.Namespace) -> list[str]:
    with _made_recovery(asked.folder, asked.name, asked.out, asked.passphrase_file) as says:
        return says


@contextmanager
def _made_recovery(folder: Path, name: str, out: Path, passphrase_file: Path | None) -> Generator[list[str]]:
    """Make the recovery key and its public part. Both stay if the block ends well; otherwise both are removed."""
    with papers.new_paper(out) as paper:
        secret = passphrase.choose(passphrase_file, "the recovery key")
        recipient = make_recovery(folder, secret, name, time.time_ns() // 1_000_000).recipient()
        try:
            paper.write(papers.of_recipient(recipient))
            paper.flush()
            yield [
                f"The recovery key is in {folder / RECOVERY_NAME}. Keep it, and a copy, where neither office nor district can lose both.",
                f"Its public part, {papers.name_of(recipient)}, is in {out}. Name it in each notice of who may open records.",
            ]
        except BaseException:
            (folder / RECOVERY_NAME).unlink()
            raise


def _root(asked: argparse.Namespace) -> Root:
    return Root.open(asked.folder, passphrase.ask(asked.passphrase_file, f"the root key in {asked.folder}"))


def _number(text: str) -> int:
    """Read an entry's number, which every building packs in 64 bits and the district keeps in 63. 0 stands for no entry."""
    if not text.isascii() or not text.isdecimal() or int(text) > NUMBER_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of an entry: a whole number from 0 to {NUMBER_MAX}")
    return int(text)


def _id(text: str) -> bytes:
    found = id_of_hex(text)
    if found is None:
        raise CannotSay(f"{text!r} is no id of a building or box: 32 hex digits.")
    return found
