"""What the pages say for each machine word: hints of the camera, moves, troubles and their way on."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bonafide.engine.evidence import DocumentClass, Hint, Move

Text = str | Promise

DOCUMENT_HINTS: dict[Hint, Text] = {
    Hint.GOOD: _("Good. Hold it like this"),
    Hint.NO_DOCUMENT: _("Lay your ID flat inside the frame"),
    Hint.CLOSER: _("Bring the ID closer"),
    Hint.FARTHER: _("Move the ID a little away"),
    Hint.INTO_FRAME: _("Move the whole ID into the frame"),
    Hint.HOLD_STILL: _("Hold still"),
    Hint.TOO_DARK: _("Too dark. Turn on a light"),
    Hint.TOO_BRIGHT: _("Too bright. Move out of the strong light"),
    Hint.GLARE: _("Glare here. Tilt the ID a little"),
    Hint.BLURRY: _("Not sharp yet. Hold it a little farther away"),
    Hint.TILT: _("Tilt the ID or move the camera a little"),
    Hint.TURN_OVER: _("Turn the ID over to its back"),
    Hint.SHOW_FRONT: _("This is the back. Turn the ID over, to the side with your photo"),
    Hint.SHOW_CHOSEN: _("Now show the ID that you chose"),
    Hint.CAMERA_BLANK: _("The camera shows an empty picture. Is the lens covered?"),
}

FACE_HINTS: dict[Hint, Text] = {
    Hint.GOOD: _("Good"),
    Hint.CLOSER: _("Come a little closer"),
    Hint.FARTHER: _("Move back a little"),
    Hint.INTO_FRAME: _("Move your face into the oval"),
    Hint.HOLD_STILL: _("Hold still"),
    Hint.TOO_DARK: _("Too dark. Face a window or a lamp"),
    Hint.TOO_BRIGHT: _("Too bright. Turn away from the strong light"),
    Hint.GLARE: _("There is glare on your face. Turn away from the lamp"),
    Hint.BLURRY: _("Not sharp yet. Hold still for a moment"),
    Hint.CAMERA_BLANK: _("The camera shows an empty picture. Is the lens covered?"),
    Hint.NO_FACE: _("Move your face into the oval"),
    Hint.MANY_FACES: _("Only one face, please"),
    Hint.LOOK_STRAIGHT: _("Look straight at the camera"),
    Hint.TURN_LEFT: _("Turn your head to your left"),
    Hint.TURN_RIGHT: _("Turn your head to your right"),
    Hint.COME_CLOSER: _("Come closer to the camera"),
    Hint.LOOK_UP: _("Lift your chin a little"),
    Hint.LOOK_DOWN: _("Lower your chin a little"),
    Hint.WATCH_LIGHT: _("Look straight and hold still while the screen changes colour"),
    Hint.DONE: _("Done. Thank you"),
}

IN_HAND_HINTS: dict[Hint, Text] = {
    Hint.GOOD: _("Good. Keep it like this"),
    Hint.SHOW_ID: _("Hold your ID beside your face, its photo towards the camera"),
    Hint.ID_NEARER: _("Bring the ID nearer to the camera"),
    Hint.ID_ASIDE: _("Keep your face free: hold the ID beside it"),
    Hint.INTO_FRAME: _("Move the whole ID into the picture"),
    Hint.MOVE_ID: _("Now move and tilt the ID a little"),
    Hint.NO_FACE: _("We do not see your face"),
    Hint.MANY_FACES: _("Only one face, please"),
    Hint.LOOK_STRAIGHT: _("Look straight at the camera"),
    Hint.TOO_DARK: _("Too dark. Face a window or a lamp"),
    Hint.TOO_BRIGHT: _("Too bright. Turn away from the strong light"),
    Hint.CAMERA_BLANK: _("The camera shows an empty picture. Is the lens covered?"),
    Hint.DONE: _("Done. Thank you"),
}

MOVES: dict[Move, Text] = {
    Move.LOOK_STRAIGHT: _("Look straight at the camera"),
    Move.TURN_LEFT: _("Turn your head to your left"),
    Move.TURN_RIGHT: _("Turn your head to your right"),
    Move.COME_CLOSER: _("Come closer to the camera"),
    Move.LOOK_UP: _("Lift your chin a little"),
    Move.LOOK_DOWN: _("Lower your chin a little"),
    Move.WATCH_LIGHT: _("Look straight and hold still while the screen changes colour"),
}

CLASSES: dict[DocumentClass, tuple[Text, Text]] = {
    DocumentClass.PASSPORT: (_("Passport"), _("The page with your photo")),
    DocumentClass.PASSPORT_CARD: (_("Passport card"), _("Front and back")),
    DocumentClass.DRIVING_LICENCE: (_("Driver's licence"), _("Front and back")),
    DocumentClass.IDENTITY_CARD: (_("National or state ID card"), _("Front and back")),
    DocumentClass.RESIDENCE_PERMIT: (_("Residence permit"), _("Front and back")),
    DocumentClass.VISA: (_("Visa"), _("The page with your photo")),
}

STAGES: dict[str, Text] = {
    "received": _("Pictures received"),
    "document_read": _("Reading your ID"),
    "document_checks": _("Checking your ID"),
    "selfie_read": _("Looking at your face pictures"),
    "face_compare": _("Comparing your face with the photo on your ID"),
    "decision": _("Making the decision"),
}

STAGES_AGAIN: dict[str, Text] = {
    "face_compare": _("Comparing your face with the one kept for this account"),
}

STAGE_STATES: dict[str, Text] = {"waiting": _("waiting"), "running": _("in progress"), "done": _("done")}

RETAKES: dict[str, Text] = {
    "front": _("the front of your ID"),
    "back": _("the back of your ID"),
    "selfie": _("your face"),
    "in_hand": _("your ID beside your face"),
    "other_document": _("another ID"),
}

STEPS: dict[str, Text] = {
    "consent": _("Reading what happens with the data"),
    "select": _("Choosing the ID"),
    "document_front": _("Taking the picture of the ID"),
    "document_back": _("Taking the picture of the back of the ID"),
    "reading": _("The ID is being read"),
    "selfie": _("Showing the face"),
    "in_hand": _("Holding the ID beside the face"),
    "working": _("The checks are running"),
    "result": _("The result is there"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Words for one code: what happened, and the way on."""

    title: Text
    text: Text
    way: Text


TROUBLES: dict[str, Trouble] = {
    "link_unknown": Trouble(
        _("This link does not work"),
        _("The link is not complete, or it was made for another place."),
        _("Open the whole link again from where you got it. If it still fails, ask for a new one there."),
    ),
    "link_used": Trouble(
        _("This link was already used"),
        _("Each link opens once, so that nobody else can use it."),
        _("If you opened it, go on in that window. If not, go back to where you got it and ask for another."),
    ),
    "link_expired": Trouble(
        _("This link has expired"),
        _("Links stop working after a while, to keep you safe."),
        _("Go back to where you were asked to verify and start again. Nothing of yours is lost."),
    ),
    "inquiry_closed": Trouble(
        _("This verification is closed"),
        _("It was finished, expired or deleted, so nothing more can be added to it."),
        _("Go back to where you were asked to verify. A new one can be started there."),
    ),
    "session_unknown": Trouble(
        _("We do not know this visit"),
        _("This browser has no open verification. Its cookies may be cleared, or it is another browser."),
        _("Go back to where you were asked to verify and open the link again."),
    ),
    "session_expired": Trouble(
        _("Your visit has ended"),
        _("Too much time has passed since you started."),
        _("Go back to where you were asked to verify and start again."),
    ),
    "not_accepted": Trouble(
        _("This ID cannot be used"),
        _("This kind of ID of this country is not accepted here."),
        _("Choose another ID."),
    ),
    "too_many_messages": Trouble(
        _("We already have your messages"),
        _("You have written several times. A person will read all of it."),
        _("Please wait for an answer."),
    ),
    "csrf": Trouble(
        _("Please load the page again"),
        _("The page was open for too long, or cookies are switched off."),
        _("Load the page again and go on."),
    ),
}

OTHER = Trouble(
    _("Something went wrong"),
    _("It is not your fault. What you have done so far is kept."),
    _("Try again in a moment."),
)


def trouble(code: str) -> Trouble:
    """Words for a code, general ones where it has none of its own."""
    return TROUBLES.get(code, OTHER)


REFUSALS: dict[str, Text] = {
    "too_many_captures": _("The camera was started too often for this step."),
    "capture_expired": _("That took too long. The camera starts again."),
    "capture_lost": _("The connection to this step was lost. The camera starts again."),
    "capture_ended": _("This step was already finished."),
    "wrong_step": _("This step is not open now."),
    "person_needed": _("Without turns of the head and without coloured light, a person has to look."),
    "no_consent": _("Your consent is needed first."),
    "busy": _("One moment, please"),
    "server_full": _("Too many people are before their cameras now. Please wait a moment."),
    "camera_blank": _("The camera shows an empty picture. Is the lens covered?"),
}


def refusal(code: str) -> Text:
    """One sentence for a refused request of the camera."""
    return REFUSALS.get(code, OTHER.text)
