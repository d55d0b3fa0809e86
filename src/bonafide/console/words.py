"""What the console says for each machine word."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

STATUS: Mapping[str, Text] = {
    "created": _("Not started"),
    "pending": _("Under way"),
    "completed": _("Being decided"),
    "failed": _("Failed"),
    "expired": _("Expired"),
    "needs_review": _("Needs review"),
    "approved": _("Approved"),
    "declined": _("Declined"),
    "erased": _("Erased"),
    "retry": _("Asked to try again"),
    "initiated": _("Begun"),
    "submitted": _("Handed in"),
    "passed": _("Passed"),
    "canceled": _("Cancelled"),
    "not_applicable": _("Not computable"),
}
FILTERS: Mapping[str, Text] = {
    "waiting": _("To do"),
    "review": _("Needs review"),
    "messages": _("Messages"),
    "open": _("Under way"),
    "approved": _("Approved"),
    "declined": _("Declined"),
    "expired": _("Expired"),
    "erased": _("Erased"),
    "all": _("All"),
}
LOOK_REASONS: Mapping[str, Text] = {
    "review": _("Review"),
    "appeal": pgettext_lazy("reason to look", "Appeal"),
    "contact": _("Question of the applicant"),
    "quality_check": _("Quality check"),
    "legal_process": _("Legal process"),
}
PICTURES: Mapping[str, Text] = {
    "rectified_front": _("Document, front"),
    "rectified_back": _("Document, back"),
    "portrait": _("Portrait on the document"),
    "best_selfie": _("Face before the camera"),
    "in_hand": _("ID beside the face"),
    "face_moire": _("Pattern of a screen on the face"),
    "face_moire_closer": _("Pattern of a screen on the face, seen closer"),
    "face_halftone": _("Dots of print on the face"),
    "face_sheet": _("Face that turns like paper"),
    "face_holes": _("Rims round the eyes"),
    "face_approach": _("Face that comes closer like a picture"),
    "face_veil": _("Light of the page as glass gives it back"),
    "taken_front": _("Front as photographed"),
    "taken_back": _("Back as photographed"),
    "frame": _("Frame of the recording"),
}
CHECKS: Mapping[str, Text] = {
    "id_entity_detection": _("A government document is in the picture"),
    "id_blur_detection": _("Sharpness of the document"),
    "id_glare_detection": _("No glare on the document"),
    "id_color_inconsistency_detection": _("Colours of an original"),
    "id_portrait_detection": _("Portrait on the document found"),
    "id_disallowed_country_detection": _("Issuing state accepted"),
    "id_disallowed_type_detection": _("Kind of document accepted"),
    "id_double_side_detection": _("Two different sides"),
    "id_mrz_detection": _("Machine readable zone and its check digits"),
    "id_barcode_detection": _("Barcode"),
    "id_extracted_properties_detection": _("Name, number and birth date read"),
    "id_number_format_inconsistency_detection": _("Form of the document number"),
    "id_mrz_inconsistency_detection": _("Zone says what is printed"),
    "id_barcode_inconsistency_detection": _("Barcode says what is printed"),
    "id_print_comparison_detection": _("Print legible beside zone or barcode"),
    "id_chip_authentication_detection": _("Chip signed by a state"),
    "id_qr_authentication_detection": _("QR code signed by the authority"),
    "id_physical_presence_detection": _("Document moves before the camera"),
    "id_specimen_detection": _("No specimen"),
    "id_temporary_paper_detection": _("No temporary paper"),
    "id_nongovernment_detection": _("Issued by a government"),
    "id_handwriting_detection": _("Entries printed, not handwritten"),
    "id_po_box_detection": _("Address is no post box"),
    "id_damaged_detection": _("Document undamaged"),
    "id_paper_detection": _("No print or photocopy"),
    "id_flat_scan_detection": _("No flat-bed scan"),
    "id_tamper_detection": _("Picture not edited"),
    "id_portrait_inconsistency_detection": _("Portrait and its small copy agree"),
    "id_electronic_replica_detection": _("No screen"),
    "id_mobile_detection": _("No digital ID in an app"),
    "id_screenshot_detection": _("No screenshot"),
    "id_expired_detection": _("Document valid today"),
    "id_valid_dates_detection": _("Dates follow one another"),
    "id_age_comparison": _("Age"),
    "id_selfie_comparison": _("Portrait and face are one person"),
    "selfie_id_comparison": _("Face and portrait are one person"),
    "selfie_pose_detection": _("Asked moves made in order"),
    "selfie_pose_repeat_detection": _("Each move shown anew"),
    "selfie_multiple_faces_detection": _("One person before the camera"),
    "selfie_image_quality_detection": _("Quality of the face picture"),
    "selfie_liveness_detection": _("Live person with a solid head"),
    "selfie_depth_detection": _("The head turns as a solid thing"),
    "selfie_light_detection": _("Light of the screen on the face"),
    "selfie_injection_detection": _("No injected stream"),
    "selfie_suspicious_entity_detection": _("No screen or print"),
    "selfie_face_covering_detection": _("Eyes, mouth and cheeks can be seen"),
    "selfie_portrait_quality_detection": _("Whole face, straight on, in even light"),
    "id_repeat_detection": _("Document not on another account"),
    "selfie_repeat_detection": _("Face not on another account"),
    "selfie_account_comparison": _("Face is the one kept for this account"),
    "selfie_id_in_hand_detection": _("The ID is held beside the face"),
    "selfie_moire_detection": _("No dots of a screen over the face"),
    "selfie_moire_closer_detection": _("No dots of a screen over the face, seen closer"),
    "selfie_halftone_detection": _("No dots of print on the face"),
    "selfie_sheet_detection": _("Face does not turn like a sheet of paper"),
    "selfie_mask_detection": _("No holes of a mask round eyes and mouth"),
    "selfie_approach_detection": _("Face does not come closer like a flat picture"),
    "selfie_glass_detection": _("Light of the page falls on a face, not on glass"),
}
REQUIREMENTS: Mapping[str, Text] = {"required": _("required"), "not_required": _("not required")}
CLASSES: Mapping[str, Text] = {
    "fraud": _("Suspected fraud"),
    "document": _("Document"),
    "selfie": _("Face step"),
    "picture": _("Quality of pictures"),
    "age": _("Age"),
}
DOCUMENTS: Mapping[str, Text] = {
    "pp": _("Passport"),
    "ppc": _("Passport card"),
    "dl": _("Driver's licence"),
    "id": _("National or state ID card"),
    "pr": _("Residence permit"),
    "visa": _("Visa"),
}
MESSAGES: Mapping[str, Text] = {
    "contact": pgettext_lazy("kind of message", "Question"),
    "appeal": pgettext_lazy("kind of message", "Appeal"),
}
ROLES: Mapping[str, Text] = {"reviewer": _("Reviewer"), "admin": _("Admin")}
ENVIRONMENTS: Mapping[str, Text] = {"sandbox": _("Sandbox"), "production": _("Production")}
BLOBS: Mapping[str, Text] = {
    "document_frame": _("Document as photographed"),
    "document_rectified": _("Document, flattened"),
    "portrait": _("Portrait on the document"),
    "selfie_frame": _("Frame of the recording"),
    "selfie_best": _("Face before the camera"),
    "chip": _("Files of the chip"),
    "face_template": _("Face in numbers"),
    "findings": _("What was read"),
    "fields": _("What the platform sent"),
    "message": _("Message"),
    "note": _("Comment or note"),
    "reference": _("Reference of the account"),
    "other": _("Other"),
}
CLOCKS: Mapping[str, Text] = {
    "images": _("Pictures of document and face"),
    "findings": _("What was read"),
    "face_templates": _("Face in numbers, only of who agreed"),
    "rooms": _("Fingerprint of room and film"),
    "messages": _("Letters, comments and notes"),
    "reference": _("Reference of the account"),
    "consent": _("Record of the consent"),
    "decision": _("Record of the decision"),
    "look": _("Record of a look"),
    "trace": _("Record of a match on another account"),
}
GROUPS: Mapping[str, Text] = {
    "fraud": _("required checks against fraud"),
    "user_action": _("required checks the person can do something about"),
    "unavailable": _("required checks that could not be computed"),
}
TROUBLES: Mapping[str, Text] = {
    "invitation_unknown": _(
        "This invitation is not known here. Open the whole address, or ask for a new one."
    ),
    "invitation_used": _("This invitation was already used. If that was not you, tell an admin now."),
    "invitation_expired": _("This invitation has expired. Ask for a new one."),
    "no_viewing": _("Give a reason before you look. It may also be that the fifteen minutes are over."),
    "no_reason": _("Choose why you look."),
    "erased": _("This was erased or deleted on its clock; nothing of it can be read any more."),
    "expired": _("This inquiry has expired and can no longer be decided."),
    "not_decidable": _("This inquiry has expired or was erased and can no longer be decided."),
    "already_redacted": _("This inquiry was erased already."),
    "second_person": _(
        "You made the decision that stands. A different person has to look at it anew; "
        "nobody overturns or confirms their own."
    ),
    "decided_meanwhile": _("Somebody decided while you were looking. See what is new, then decide."),
    "no_grounds": _("Without consent and evidence captured live there is nothing to approve."),
    "no_comment": _("Write a comment; it is kept with the decision."),
    "no_reason_code": _("Choose the reason of the decline."),
    "bad_confirmation": _("What you typed is not the end of this inquiry's identifier. Nothing was erased."),
    "admins_only": _("Only an admin may do this."),
    "own_account": _("Nobody suspends the own account. Ask another admin."),
    "already_suspended": _("This member is suspended already."),
    "not_suspended": _("This member is not suspended."),
    "csrf": _(
        "The page was open for too long, or you logged in anew elsewhere. Load it again and repeat it."
    ),
    "not_found": _("There is no such page or record."),
    "vault_tampered": _(
        "The stored data was changed and cannot be opened. Tell whoever runs this installation."
    ),
    "vault_missing": _("The stored file is gone. Tell whoever runs this installation."),
    "vault_no_key": _("The key of the vault is not there. Tell whoever runs this installation."),
}
FALLBACK = _("Something went wrong on our side. Nothing was changed.")


def trouble(code: str) -> Text:
    """Say what an error code means to a member of staff."""
    return TROUBLES.get(code, FALLBACK)
