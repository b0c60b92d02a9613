"""The questions by which a person tells an account: their words, who tells it, for whom, and who was with them. Pure."""

from appliance.api.records.messages import TellAccount
from appliance.plan.ids import IncidentId
from appliance.record.fields import FIELDS
from appliance.record.values import Place
from appliance.record.words import Attempt, FieldId, Value
from tui.plain.records.form import Ask, Form
from tui.plain.records.prompt import Prompt, of_field

_ANYWHERE = Place()
_KEPT = "It is kept as you tell it: nobody changes it, and you may add to it later."
_NOBODY = ("no", "none", "nobody", "no one", "myself", "me")
_NAMES = "Names are not needed: say the student, the other teacher."


def account_form(lines: list[str], *, known: bool) -> Form:
    """`known`: who tells it showed who they are, or told an account before. `lines` were typed already."""
    asks: tuple[Ask, ...] = (_text, *(() if known else (_name, _about_them)), _on_behalf_of, _representative)
    return Form(*asks, lines=lines)


def account(incident: IncidentId, given: dict[str, Value], attempt: Attempt) -> TellAccount:
    """What was answered, as it is told to the box, and told again where no answer comes."""
    return TellAccount(
        request=0,
        incident=incident,
        text=str(given["account.text"]),
        name=str(given.get("reporter.name", "")),
        about_them=str(given.get("reporter.about_them", "")),
        on_behalf_of=_name_in(given, "account.on_behalf_of"),
        representative=_name_in(given, "account.representative"),
        attempt=attempt,
    )


def _name_in(given: dict[str, Value], name: str) -> str:
    """A question for a name is answered with a no as often as with an empty line."""
    said = str(given.get(name, ""))
    return "" if said.casefold().rstrip(".") in _NOBODY else said


def _text(given: dict[str, Value]) -> Prompt:
    del given
    return _asked("account.text", before=(_KEPT, _NAMES))


def _name(given: dict[str, Value]) -> Prompt | None:
    if "account.text" not in given:
        return None
    says = "Your name stands apart from your account, for those alone who look after you."
    return _asked("reporter.name", before=(says,), needed=True)


def _about_them(given: dict[str, Value]) -> Prompt | None:
    return _asked("reporter.about_them") if "account.text" in given else None


def _on_behalf_of(given: dict[str, Value]) -> Prompt | None:
    if "account.text" not in given:
        return None
    return _asked("account.on_behalf_of", hint="Type their name. Press Enter alone if you tell it for yourself.")


def _representative(given: dict[str, Value]) -> Prompt | None:
    if "account.text" not in given:
        return None
    return _asked("account.representative", hint="Type their name. Press Enter alone if nobody was.")


def _asked(name: str, *, before: tuple[str, ...] = (), hint: str = "", needed: bool = False) -> Prompt:
    found = of_field(FIELDS[FieldId(name)], _ANYWHERE, before=before)
    return Prompt(
        name=found.name,
        question=found.question,
        reads=found.reads,
        choices=found.choices,
        hint=hint or found.hint,
        help=found.help,
        lines=found.lines,
        needed=needed,
        before=before,
    )
