"""Lists everything that travels on the desk line. Both ends read it here.

The client sends `Attach` first, then `Act`, `Present` and its questions. The server sends `Welcome`, then `State` whenever something
changes (always the latest only: a slow desk misses some boards, and none wait in a queue), and one answer to each question.

A new question must be added to one union below. Its answer is not listed here: the question names it (`appliance.api.ask`).
"""

from appliance.api.ask import Answer, Refusal
from appliance.api.desk.buttons import AdoptButton, AskButtons, TakeOver, TellCarried
from appliance.api.desk.entries import Follow
from appliance.api.desk.exercises import AskExercised, FromDeskOfExercises
from appliance.api.desk.health import AskHealth
from appliance.api.desk.line import Act, Attach, CallsMoved, Present, State, Welcome
from appliance.api.desk.morning import AskMorning
from appliance.api.desk.people import AskPeople, ProveSelf, SetPin, TakePin, TellCanGo
from appliance.api.desk.plan import AdoptPlanFile, AskPlan
from appliance.api.desk.provisioning import FromDeskOfProvisioning
from appliance.api.desk.reach import AskReach
from appliance.api.desk.supports import AskSupports
from appliance.api.desk.wires import AskWires
from appliance.api.duties.messages import FromDeskOfDuties
from appliance.api.listed.communications import AdoptCommunicationsFile, AskCommunications
from appliance.api.listed.figures import AskFigures
from appliance.api.listed.messages import AskListed, FromDeskOfListed
from appliance.api.listed.readiness import AdoptReadinessFiles, AskReadiness, FromDeskOfReadiness
from appliance.api.page.desk import OpenPrivate, PrivateOver
from appliance.api.records.messages import FromDeskOfRecords
from appliance.api.records.recovery import FromDeskOfRecovery
from appliance.api.records.retention import FromDeskOfRetention
from appliance.api.records.trust import AskVerify, BelieveOffice
from appliance.api.ways.door_cards import AskDoorCards
from appliance.api.ways.messages import AskWays
from appliance.api.ways.pages import OpenPairing
from appliance.api.ways.phrases import AskPhrases

type FromDeskOfHouse = (
    Follow
    | AskPlan
    | AskButtons
    | AskReach
    | AskMorning
    | AskVerify
    | AskHealth
    | AskWires
    | AskWays
    | AskExercised
    | AskFigures
    | AskDoorCards
    | OpenPairing
    | OpenPrivate
    | AskListed
    | AskCommunications
    | AskSupports
    | AskReadiness
)
"""Questions about the building and the box (`HouseAsk`)."""
type FromDeskOfPeople = ProveSelf | SetPin | TakePin | AskPeople | TellCarried | TellCanGo | FromDeskOfReadiness
"""Questions about a person (`PersonAsk`)."""
type FromAdministrator = (
    AdoptPlanFile
    | AdoptButton
    | TakeOver
    | BelieveOffice
    | FromDeskOfRetention
    | FromDeskOfProvisioning
    | FromDeskOfRecovery
    | FromDeskOfListed
    | AdoptCommunicationsFile
    | FromDeskOfExercises
    | AdoptReadinessFiles
    | AskPhrases
)
"""Questions that only root and the administrators' group may ask (`AdministratorAsk`)."""

type Question = FromDeskOfHouse | FromDeskOfPeople | FromDeskOfRecords | FromDeskOfDuties | FromAdministrator
type FromDesk = Attach | Present | Act | Question
type Unasked = Welcome | State | CallsMoved | PrivateOver | Refusal
"""What the server sends without being asked."""
type ToDesk = Unasked | Answer
