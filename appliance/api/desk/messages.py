"""Everything that travels on the desk line, typed once for both ends.

The client sends `Attach` first, then `Act`, `Present` and what it asks for; the server sends `Welcome`, then `State` whenever something
changes (only ever the latest: a slow desk skips, never queues), and one answer per request.
"""

from appliance.api.ask import Refusal, Reply
from appliance.api.desk.buttons import AdoptButton, AskButtons, ButtonAdopted, ButtonsKnown, TakeOver, TellCarried
from appliance.api.desk.entries import FeedItems, Follow
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State, Welcome
from appliance.api.desk.morning import AskMorning, MorningKnown
from appliance.api.desk.people import AskPeople, PeopleKnown, ProveSelf, SetPin, TakePin
from appliance.api.desk.plan import AdoptPlanFile, AskPlan, PlanFacts
from appliance.api.desk.reach import AskReach, ReachKnown
from appliance.api.health_messages import AskHealth, HealthKnown
from appliance.api.keeping_messages import FromDeskOfKeeping, ToDeskOfKeeping
from appliance.api.provisioning_messages import FromDeskOfProvisioning
from appliance.api.record_messages import FromDeskOfRecords, ToDeskOfRecords
from appliance.api.records.trust import AskVerify, BelieveOffice, Verified
from appliance.api.recovery_messages import FromDeskOfRecovery, RecoveryKnown
from appliance.api.ways_messages import AskWays, WaysKnown
from appliance.api.wires_messages import AskWires, WiresKnown

type FromDesk = (
    Attach
    | Act
    | Present
    | Follow
    | AskPlan
    | AskButtons
    | AskReach
    | AskMorning
    | AdoptPlanFile
    | AdoptButton
    | TakeOver
    | AskVerify
    | AskHealth
    | AskWires
    | AskWays
    | ProveSelf
    | SetPin
    | TellCarried
    | BelieveOffice
    | FromDeskOfRecords
    | AskPeople
    | TakePin
    | FromDeskOfKeeping
    | FromDeskOfProvisioning
    | FromDeskOfRecovery
)


type ToDesk = (
    Welcome
    | State
    | CallsMoved
    | Reply
    | FeedItems
    | PlanFacts
    | ButtonsKnown
    | ReachKnown
    | MorningKnown
    | ButtonAdopted
    | PeopleKnown
    | Verified
    | HealthKnown
    | WiresKnown
    | WaysKnown
    | Refusal
    | ToDeskOfRecords
    | ToDeskOfKeeping
    | RecoveryKnown
)
