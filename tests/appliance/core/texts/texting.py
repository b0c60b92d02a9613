"""A school whose people are told by text, and a story in which texts come in."""

from msgspec.structs import replace

from appliance.core.ground.messages import Reply, Spoken
from appliance.core.ground.rejections import Rejection
from appliance.core.texts.commands import TakeText
from appliance.plan.ids import PersonId, PhoneId, ZoneId
from appliance.plan.messages import Language, MessageWay
from appliance.plan.model import Person, Plan, Role, given
from appliance.plan.telephones import SharedPhone, Telephone, Texts
from tests.appliance.core.messages.telling import ALL_WEEK, Telling, with_ways

ANA, BEN, STRANGER = "+17205550111", "+17205550112", "+13035550199"
FRONT_PHONE = PersonId("phone:front")


def texted(name: str, number: str, language: Language = Language.EN, role: Role = Role.LEAD) -> Person:
    """Make a person with a written yes, who is told by text."""
    way = MessageWay("text", number, language=language)
    return Person(PersonId(name), name.capitalize(), (role,), ALL_WEEK, (), agreed="2026-08-20", ways=(way,))


def with_texts(*people: Person) -> Plan:
    """Make the usual school with a modem, in which these people are told at once."""
    return replace(with_ways(*people), texts=Texts("/dev/ttyUSB0", "+17205550199"))


def with_shared_phone(plan: Plan) -> Plan:
    """Make the same school with a phone at the front desk, which the first step rings."""
    first, *later = plan.ladder
    return replace(
        plan,
        telephone=Telephone("10.20.0.5", "4357"),
        shared_phones=(SharedPhone(PhoneId("front"), "Phone at the front desk", "2001", ZoneId("office")),),
        ladder=(replace(first, phones=(*given(first.phones), PhoneId("front"))), *later),
    )


class Texting(Telling):
    """A story in which texts go out with codes, and come in."""

    def __init__(self, plan: Plan | None = None) -> None:
        super().__init__(plan or with_texts(texted("ana", ANA), texted("ben", BEN)))
        self.heard.code_key = b"k" * 32
        self.texts = 0

    def text(
        self, sender: str, reply: Reply | None = None, code: str = "", words: str = "", text: str = ""
    ) -> Rejection | None:
        """Let a text come in. Each is another one, unless `text` says which."""
        self.texts += 1
        return self.tell(
            TakeText(text=text or f"t{self.texts}", sender=sender, words=words or "words", reply=reply, code=code)
        )

    def told_by_text(self, person: str) -> Spoken:
        return self.now_told(person, "text")

    def code_of(self, person: str) -> str:
        return self.told_by_text(person).code
