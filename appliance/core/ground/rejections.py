"""Defines why a command was refused: a value, never an exception, with a sentence that a tired school secretary can act on. Pure."""

import enum


class Rejection(enum.StrEnum):
    """One reason. Its code travels on the desk line; `says` is the sentence that is shown."""

    NO_SUCH_CALL = "no-such-call"
    ALREADY_STOOD_DOWN = "already-stood-down"
    NOTHING_TO_ACKNOWLEDGE = "nothing-to-acknowledge"
    NOT_DISPATCHED = "not-dispatched"
    NOT_ON_SCENE = "not-on-scene"
    RESPONDER_NOT_NAMED = "responder-not-named"
    NOT_A_PAIR = "not-a-pair"
    TOO_MANY_SENT = "too-many-sent"
    NOT_MORE_URGENT = "not-more-urgent"
    NO_SUCH_DESK = "no-such-desk"
    NO_SUCH_PERSON = "no-such-person"
    NO_SUCH_HELPER = "no-such-helper"
    NO_SUCH_ROOM = "no-such-room"
    NO_SUCH_AREA = "no-such-area"
    PLACE_TOO_LONG = "place-too-long"
    PLACE_IS_KNOWN = "place-is-known"
    NO_PLACE_SAID = "no-place-said"
    NO_SUCH_BUTTON = "no-such-button"
    UNKNOWN_PAGE = "unknown-page"
    PAGE_NOT_PAIRED = "page-not-paired"
    PAGE_KEY_WRONG = "page-key-wrong"
    NO_SUCH_DRILL = "no-such-drill"
    NO_SUCH_DRILL_PLAN = "no-such-drill-plan"
    DRILL_TIME_WRONG = "drill-time-wrong"
    TOO_MANY_DRILLS_PLANNED = "too-many-drills-planned"
    NOT_A_SCENARIO = "not-a-scenario"
    NOT_ASKED_ALONE = "not-asked-alone"
    EXERCISE_RUNNING = "exercise-running"
    EXERCISE_WAITS = "exercise-waits"
    NO_SUCH_EXERCISE = "no-such-exercise"
    NO_SUCH_STEP = "no-such-step"
    STEPS_LEFT = "steps-left"
    EXERCISE_NOTE_WRONG = "exercise-note-wrong"
    TOO_MANY_NOTES = "too-many-notes"
    ACTION_DATE_WRONG = "action-date-wrong"
    TOO_MANY_ACTIONS = "too-many-actions"
    EXERCISE_ROOMS_WRONG = "exercise-rooms-wrong"
    NOBODY_PLAYS = "nobody-plays"
    NOT_IN_THE_CAST = "not-in-the-cast"
    CAST_NOT_CHECKED = "cast-not-checked"
    EXERCISE_LONGER_THAN_DRILL = "exercise-longer-than-drill"
    NO_SUCH_ACTION = "no-such-action"
    ACTION_NOT_YOURS = "action-not-yours"
    ACTION_WORDS_WRONG = "action-words-wrong"
    CLEARED_INTO_ITSELF = "cleared-into-itself"
    WHO_WALKS = "who-walks"
    NOT_A_CLASS = "not-a-class"
    MORE_THAN_WALK = "more-than-walk"
    CLEAR_RUNNING = "clear-running"
    TOO_MANY_CLEARS = "too-many-clears"
    NO_SUCH_CLEAR = "no-such-clear"
    NOBODY_WALKS_IN_LOCKDOWN = "nobody-walks-in-lockdown"
    ROOM_NOT_IN_DRILL = "room-not-in-drill"
    CLOCK_NOT_KNOWN = "clock-not-known"
    NOT_A_SET = "not-a-set"
    SET_OF_OFFICE = "set-of-office"
    TOO_MANY_SETS = "too-many-sets"
    SET_IS_FULL = "set-is-full"
    NO_SUCH_SET = "no-such-set"
    NOT_ADMINISTRATOR = "not-administrator"
    NO_SUCH_ASKED = "no-such-asked"
    EXERCISE_DAY_WRONG = "exercise-day-wrong"
    NO_SUCH_SCENARIO = "no-such-scenario"
    TOO_MANY_SCENARIOS = "too-many-scenarios"
    NOT_AN_OUTCOME = "not-an-outcome"
    WHO_SAW_THE_ROOM = "who-saw-the-room"
    ROOM_HAS_OPEN_CALL = "room-has-open-call"
    NOT_PRACTICE = "not-practice"
    ROOM_HAS_REAL_CALL = "room-has-real-call"
    DRILL_ALREADY_RUNNING = "drill-already-running"
    WALK_TEST_ALREADY_ARMED = "walk-test-already-armed"
    NO_TEST_PRESS = "no-test-press"
    TEST_OF_ANOTHER_DESK = "test-of-another-desk"
    TWO_PEOPLE_NEEDED = "two-people-needed"
    OUT_OF_SERVICE_TOO_LONG = "out-of-service-too-long"
    ALREADY_OUT_OF_SERVICE = "already-out-of-service"
    NOT_OUT_OF_SERVICE = "not-out-of-service"
    NO_SUCH_TROUBLE = "no-such-trouble"
    ALREADY_SHELVED = "already-shelved"
    NOT_SHELVED = "not-shelved"
    SHELVED_TOO_LONG = "shelved-too-long"
    ENDS_BY_ITSELF = "ends-by-itself"
    SIGNED_BY_NOBODY = "signed-by-nobody"
    NOT_A_DOWNGRADE = "not-a-downgrade"
    RINGS_UNANSWERED = "rings-unanswered"
    NOTHING_TO_UNDO = "nothing-to-undo"
    UNDO_OF_ANOTHER_DESK = "undo-of-another-desk"
    UNDO_TOO_LATE = "undo-too-late"
    UNDO_AFTER_NEW_CALL = "undo-after-new-call"
    UNDO_AFTER_DRILL = "undo-after-drill"
    NO_NAME_OWED = "no-name-owed"
    NOT_A_NAME = "not-a-name"
    NOT_A_TAP_OUT = "not-a-tap-out"
    NO_NOTE_ON_TAP_OUT = "no-note-on-tap-out"
    COVER_TOO_LONG = "cover-too-long"
    CALL_BESIDE_TAP_OUT = "call-beside-tap-out"
    RESPONSE_RUNNING = "response-running"
    NO_SUCH_RESPONSE = "no-such-response"
    CHECK_IN_RUNNING = "check-in-running"
    NO_SUCH_CHECK_IN = "no-such-check-in"
    ROOM_NOT_ASKED = "room-not-asked"
    CALL_WITHOUT_NEED = "call-without-need"
    NO_SUCH_ZONE = "no-such-zone"
    DETAIL_TOO_LONG = "detail-too-long"
    TEXT_EMPTY_OR_TOO_LONG = "text-empty-or-too-long"
    NO_ANSWER_TO_ACCEPT = "no-answer-to-accept"
    NO_SUCH_TEXT = "no-such-text"
    NO_HAND_OVER = "no-hand-over"
    NOT_FROM_THIS_DESK = "not-from-this-desk"
    PRACTICE_IS_NOT_HANDED_OVER = "practice-is-not-handed-over"
    ONLY_EMERGENCIES = "only-emergencies"
    NOT_TYPED = "not-typed"
    HANDED_OVER_JUST_NOW = "handed-over-just-now"
    CLOSING_DAYS_WRONG = "closing-days-wrong"
    CLOSING_WITHOUT_REASON = "closing-without-reason"
    CLOSED_ALREADY = "closed-already"
    NO_SUCH_CLOSING = "no-such-closing"
    PROVE_FIRST = "prove-first"
    REPEAT = "repeat"
    NO_NEWS = "no-news"
    FIGURES_RELEASED_ALREADY = "figures-released-already"
    HOUR_WRONG = "hour-wrong"
    HOUR_TAKEN_ALREADY = "hour-taken-already"
    NO_SUCH_HOUR = "no-such-hour"
    TRAINING_DAY_WRONG = "training-day-wrong"
    NO_SUCH_TRAINING = "no-such-training"
    TOO_BUSY = "too-busy"
    NOT_RECORDING = "not-recording"
    INTERNAL_FAULT = "internal-fault"

    @property
    def says(self) -> str:
        """Give one sentence: what is the matter, and what to do."""
        return _SAYS[self]


_SAYS = {
    Rejection.NO_SUCH_CALL: "There is no open call with that number. Look at the board: it may have been stood down.",
    Rejection.ALREADY_STOOD_DOWN: "This call was stood down already.",
    Rejection.NOTHING_TO_ACKNOWLEDGE: "Nothing of this call is ringing: somebody has it already.",
    Rejection.NOT_DISPATCHED: "Nobody has been sent yet. Dispatch someone first.",
    Rejection.NOT_ON_SCENE: "Nobody is on scene yet. Record the arrival first.",
    Rejection.RESPONDER_NOT_NAMED: "Say who is going: a name, or a role.",
    Rejection.NOT_A_PAIR: "A pair is two different roles.",
    Rejection.TOO_MANY_SENT: "Twelve people are on this card already. Write down whoever else goes as a note.",
    Rejection.NOT_MORE_URGENT: "The call is that urgent already. A call is never lowered this way.",
    Rejection.NO_SUCH_DESK: "The plan has no desk of that name.",
    Rejection.NO_SUCH_PERSON: "The plan has no person of that name.",
    Rejection.NO_SUCH_HELPER: "The plan has no help of that name any more. Look at the list again.",
    Rejection.NO_SUCH_ROOM: "The plan has no room of that name.",
    Rejection.NO_SUCH_AREA: "The plan has no area of that name any more. Say the place in your own words.",
    Rejection.PLACE_TOO_LONG: "Say the place in at most 60 characters, so that it fits a line of every screen.",
    Rejection.PLACE_IS_KNOWN: "This call came from its room or area, so its place is known. If help is needed elsewhere too, raise a call.",
    Rejection.NO_PLACE_SAID: "Say where help is needed: a room, an area, or the place in your own words.",
    Rejection.NO_SUCH_BUTTON: "The plan has no button of that name.",
    Rejection.UNKNOWN_PAGE: "The plan has nothing of that name that a browser can be paired with.",
    Rejection.PAGE_NOT_PAIRED: "No browser is paired with that.",
    Rejection.PAGE_KEY_WRONG: "This browser's key is no key of P-256, or it is paired already. Let the page make a new one and pair again.",
    Rejection.NO_SUCH_DRILL: "No drill of that name is running.",
    Rejection.NO_SUCH_DRILL_PLAN: "That drill is not planned any more: it was started or dropped.",
    Rejection.DRILL_TIME_WRONG: "A drill is planned for later than now and within a year. Say another day or time.",
    Rejection.TOO_MANY_DRILLS_PLANNED: "20 drills are planned already. Drop one, or start it, before planning another.",
    Rejection.NOT_A_SCENARIO: "That scenario has no title, or its steps or minutes are none or too many.",
    Rejection.NOT_ASKED_ALONE: "Ask each person alone first. Nobody sits at the table who was hurt lately, or would rather not.",
    Rejection.EXERCISE_RUNNING: "An exercise is announced or running. End or leave it before announcing another.",
    Rejection.EXERCISE_WAITS: "Something real is on: see to that first. An exercise is announced again once it is over.",
    Rejection.NO_SUCH_EXERCISE: "That exercise is over, or has not begun. Look at the board.",
    Rejection.NO_SUCH_STEP: "That is not the next step. Look at the board: another desk may have gone on.",
    Rejection.STEPS_LEFT: "Steps are left. Go on to the last one, or leave the exercise.",
    Rejection.EXERCISE_NOTE_WRONG: "Write at most 400 characters, and name who does it in at most 75.",
    Rejection.TOO_MANY_NOTES: "40 notes are written down already, which is all that one exercise takes.",
    Rejection.ACTION_DATE_WRONG: "Write a date from today and within two years, such as 2026-12-01.",
    Rejection.EXERCISE_ROOMS_WRONG: "An exercise is held over the buttons of one to four rooms. Name each once.",
    Rejection.NOBODY_PLAYS: "Name those who play: two to twenty people of the plan.",
    Rejection.NOT_IN_THE_CAST: "Somebody you named does not take part now. The box says neither who nor why. Ask each alone again.",
    Rejection.CAST_NOT_CHECKED: "The box still looks through its records, so it cannot check who plays. Try again in a moment.",
    Rejection.EXERCISE_LONGER_THAN_DRILL: "This takes longer than practice may last here (drill_s in the plan). Choose another.",
    Rejection.TOO_MANY_ACTIONS: "60 actions are open already. Note what is done first, with 8 or: owed",
    Rejection.NO_SUCH_ACTION: "That action is not listed any more. Look at the list of what is owed again.",
    Rejection.ACTION_NOT_YOURS: "Whoever does it notes that it is done. Where nobody in the plan is named, whoever leads does.",
    Rejection.ACTION_WORDS_WRONG: "Write one line of at most 200 characters. To move it, or to change a note, say why.",
    Rejection.CLEARED_INTO_ITSELF: "A class goes to another room than its own. Choose another room.",
    Rejection.WHO_WALKS: "Say who walks with the class, in at most 40 characters: a name, or words such as their teacher.",
    Rejection.NOT_A_CLASS: "Say how many children as a number up to 200.",
    Rejection.MORE_THAN_WALK: "More are there than walk. Say both numbers, such as 24 of 24.",
    Rejection.CLEAR_RUNNING: "A class leaves that room or goes there already. Look at the board.",
    Rejection.TOO_MANY_CLEARS: "12 rooms are being cleared already. If the whole building must leave, start Evacuate.",
    Rejection.NO_SUCH_CLEAR: "That room clear is over. Look at the board.",
    Rejection.NOBODY_WALKS_IN_LOCKDOWN: "A lockdown is on: nobody walks in the hall. Tell police what the room needs.",
    Rejection.ROOM_NOT_IN_DRILL: "The drill does not name both rooms. Choose rooms of the drill, or say that it is real.",
    Rejection.CLOCK_NOT_KNOWN: "The box does not know what time it is, so nothing can be planned. Ask district IT.",
    Rejection.NOT_A_SET: "This set of exercises is not sound. Check its file: handbell exercises assign FILE names each mistake.",
    Rejection.SET_OF_OFFICE: "The safety office assigned the set of this name, and changes it alone. Give your set another name.",
    Rejection.TOO_MANY_SETS: "Four sets count already. Withdraw one that is over: handbell exercises withdraw NAME",
    Rejection.SET_IS_FULL: "Sixty exercises were asked for in that school year, and a set has no more. Assign another set from a file.",
    Rejection.NO_SUCH_SET: "No set of exercises has this name. See: handbell exercises year",
    Rejection.NOT_ADMINISTRATOR: "Only an administrator asks for an exercise. Let one sign in at this desk with the PIN.",
    Rejection.NO_SUCH_ASKED: "No set asks for that exercise any more. Look at the list again.",
    Rejection.EXERCISE_DAY_WRONG: "Choose a day from today on, within the school year of the set, such as 2026-12-01.",
    Rejection.NO_SUCH_SCENARIO: "This building has adopted no scenario of this name. See: handbell exercises year",
    Rejection.TOO_MANY_SCENARIOS: "This building has 20 scenarios of its own already. Drop one: handbell exercises drop SCENARIO",
    Rejection.NOT_AN_OUTCOME: "That outcome is not one a person can choose here.",
    Rejection.WHO_SAW_THE_ROOM: "Say who saw the room with their own eyes before standing down.",
    Rejection.ROOM_HAS_OPEN_CALL: "One of these rooms has an open call. Nothing is practised there until that is stood down.",
    Rejection.NOT_PRACTICE: "This call is real already.",
    Rejection.ROOM_HAS_REAL_CALL: "The room has a real call open beside this one of practice. Act on the real one.",
    Rejection.DRILL_ALREADY_RUNNING: "A drill is running. End it before starting another.",
    Rejection.WALK_TEST_ALREADY_ARMED: "One button is waiting for its test press already. One at a time.",
    Rejection.NO_TEST_PRESS: "That call is real: the walk test is over, or more has happened in the call since. Help them.",
    Rejection.TEST_OF_ANOTHER_DESK: "Another desk started that walk test. Only that desk can say that the press was made for it.",
    Rejection.TWO_PEOPLE_NEEDED: "Two different people of the plan take a button out of service, never one alone. Name both.",
    Rejection.OUT_OF_SERVICE_TOO_LONG: "A button is out of service for at least a minute and at most 4 hours. Say for how long.",
    Rejection.ALREADY_OUT_OF_SERVICE: "This button is out of service already. Put it back first to begin anew.",
    Rejection.NOT_OUT_OF_SERVICE: "This button is not out of service.",
    Rejection.NO_SUCH_TROUBLE: "That trouble is over. Look at the list.",
    Rejection.ALREADY_SHELVED: "This trouble is put aside already. Take it back first to begin anew.",
    Rejection.NOT_SHELVED: "This trouble is not put aside.",
    Rejection.SHELVED_TOO_LONG: "A trouble is put aside for at least a minute and at most 4 hours. Say for how long.",
    Rejection.ENDS_BY_ITSELF: "This trouble goes by itself once it is over. Until then it can be put aside.",
    Rejection.SIGNED_BY_NOBODY: "Say who signs: first and last name, in at most 40 characters.",
    Rejection.NOT_A_DOWNGRADE: "Choose what is less urgent than the call is now. A call never becomes a tap-out: stand it down.",
    Rejection.RINGS_UNANSWERED: "Nobody has taken notice of what rings in this call yet. Acknowledge it first.",
    Rejection.NOTHING_TO_UNDO: "Nothing can be undone here: more has happened in this call since. Look at the board.",
    Rejection.UNDO_OF_ANOTHER_DESK: "Another desk did that last. Only that desk can undo it: call them.",
    Rejection.UNDO_TOO_LATE: "That is longer than 10 seconds ago. Go on from here; to call for the room again, raise a call.",
    Rejection.UNDO_AFTER_NEW_CALL: "The room has called again since. Go on with the new call, which is on the board.",
    Rejection.UNDO_AFTER_DRILL: "The drill of that call is over, and its calls with it.",
    Rejection.NOT_A_NAME: "Figures alone are nobody's name. Say who acted: first and last name.",
    Rejection.NO_NAME_OWED: "No name is owed here: everybody who acted in this call at this desk is known.",
    Rejection.NOT_A_TAP_OUT: "This is a call for help, not a tap-out. Send help.",
    Rejection.NO_NOTE_ON_TAP_OUT: "A tap-out carries no name and no reason, so nothing is written down about it.",
    Rejection.COVER_TOO_LONG: "Say who covers in at most 60 characters: a name, a role, or how they answered.",
    Rejection.CALL_BESIDE_TAP_OUT: "The room has an open call beside its tap-out. Act on that call.",
    Rejection.RESPONSE_RUNNING: "A building response or a room check-in is on. Nothing is practised or tested until it has ended.",
    Rejection.NO_SUCH_RESPONSE: "That response is not on. Look at the top of the screen: another desk may have changed it.",
    Rejection.CHECK_IN_RUNNING: "A room check-in is on. End it before starting another.",
    Rejection.NO_SUCH_CHECK_IN: "That room check-in has ended. Look at the board.",
    Rejection.ROOM_NOT_ASKED: "This room is not part of the check-in.",
    Rejection.CALL_WITHOUT_NEED: "A call is raised only for a room that needs help.",
    Rejection.NO_SUCH_ZONE: "The plan has no rooms in a zone of that name.",
    Rejection.DETAIL_TOO_LONG: "Say it in at most 34 characters, so that it fits the top line of every screen.",
    Rejection.TEXT_EMPTY_OR_TOO_LONG: "The text is empty or longer than 1,000 characters.",
    Rejection.NO_ANSWER_TO_ACCEPT: "No answer waits here to be accepted: the person answered since, or the text was no answer.",
    Rejection.NO_SUCH_TEXT: "That text was read already. Look at the list.",
    Rejection.NO_HAND_OVER: "This box is not wired to an alarm panel. Call 911.",
    Rejection.NOT_FROM_THIS_DESK: "The plan does not let this desk hand over to the alarm panel. Call 911.",
    Rejection.PRACTICE_IS_NOT_HANDED_OVER: "This call is practice, which is never handed over. If it is real, make it real first.",
    Rejection.ONLY_EMERGENCIES: "Only an emergency is handed over. Call 911, or make the call an emergency first.",
    Rejection.NOT_TYPED: "Nothing was handed over: the word was not typed. If police are needed, type POLICE, or call 911.",
    Rejection.HANDED_OVER_JUST_NOW: "It was asked for less than a minute ago. Do not wait for it: call 911.",
    Rejection.CLOSING_DAYS_WRONG: "A closing has 1 to 60 days, the first day first, within 400 days of today. Look at the dates.",
    Rejection.CLOSING_WITHOUT_REASON: "Say why in at most 60 characters, such as: a snow day.",
    Rejection.CLOSED_ALREADY: "A closing was declared on one of these days already. Withdraw that one first to change it.",
    Rejection.NO_SUCH_CLOSING: "No closing that counts was declared on that day. See: handbell duties show closings",
    Rejection.PROVE_FIRST: "Say who you are with your PIN first: sign in at this desk. No act of a call ever asks for one.",
    Rejection.REPEAT: "This press was recorded already.",
    Rejection.NO_NEWS: "That was known already.",
    Rejection.FIGURES_RELEASED_ALREADY: "The figures of this half year or of a later one were released: that is done once.",
    Rejection.HOUR_WRONG: "That is no hour of a role in the response team within 60 days. Look at the list again.",
    Rejection.HOUR_TAKEN_ALREADY: "This person took an hour at that time already. Give that one back first to change it.",
    Rejection.NO_SUCH_HOUR: "Nobody has that hour any more. Look at the list again.",
    Rejection.TRAINING_DAY_WRONG: "That is no day up to today. Write it as 2026-12-02.",
    Rejection.NO_SUCH_TRAINING: "There is no such training. Look at the list again.",
    Rejection.NOT_RECORDING: "The box's disk takes nothing now, so nothing can be added to a record. Note it on paper, and try"
    " again once the trouble is over.",
    Rejection.TOO_BUSY: "The box has more waiting than it can take. Try again; presses are always taken first.",
    Rejection.INTERNAL_FAULT: "The box could not do this because of a fault of its own. Use the phone, and tell district IT.",
}
