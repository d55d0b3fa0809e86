"""What the console calls each datum that was read from a document, and where it was read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from bonafide.console.words import Text

NAMES: Mapping[str, Text] = {
    "name_first": _("Given names"),
    "name_last": _("Surname"),
    "name_middle": _("Middle name"),
    "name_suffix": _("Suffix of the name"),
    "name_full": _("Full name"),
    "name_full_native": _("Full name in its own script"),
    "name_truncated": _("Name cut short"),
    "name_last_truncated": _("Surname cut short"),
    "name_first_truncated": _("Given names cut short"),
    "name_middle_truncated": _("Middle name cut short"),
    "care_of": _("Care of"),
}
NUMBERS: Mapping[str, Text] = {
    "document_code": _("Code of the kind of document"),
    "document_number": _("Document number"),
    "personal_number": _("Personal number"),
    "optional_data": _("Optional data of the zone"),
    "document_discriminator": _("Discriminator of the card"),
    "inventory_number": _("Inventory number of the card"),
    "aamva_version": _("Version of the barcode's standard"),
    "mrz_line": _("Machine readable line"),
}
PERSON: Mapping[str, Text] = {
    "birthdate": _("Date of birth"),
    "expiration_date": _("Date of expiry"),
    "issue_date": _("Date of issue"),
    "signed_on": _("Signed on"),
    "sex": _("Sex"),
    "nationality": _("Nationality"),
    "issuing_state": _("Issuing state"),
    "issuing_subdivision": _("Issuing state or province"),
    "height": _("Height"),
    "eyes": _("Colour of the eyes"),
    "vehicle_class": _("Class of vehicles"),
}
ADDRESS: Mapping[str, Text] = {
    "address": _("Address"),
    "address_street": _("Street"),
    "address_street_2": _("Street, second line"),
    "address_city": _("City"),
    "address_subdivision": _("State or province"),
    "address_postal_code": _("Postal code"),
}
KINDS: Mapping[str, Text] = {
    "document_kind": _("Kind of document"),
    "unread_scripts": _("Scripts that are not read here"),
}
FIELDS: Mapping[str, Text] = {**KINDS, **NAMES, **NUMBERS, **PERSON, **ADDRESS}
SCRIPTS: Mapping[str, Text] = {
    "arabic": _("Arabic"),
    "bengali": _("Bengali"),
    "cyrillic": _("Cyrillic"),
    "devanagari": _("Devanagari"),
    "greek": _("Greek"),
    "gujarati": _("Gujarati"),
    "gurmukhi": _("Gurmukhi"),
    "hangul": _("Hangul"),
    "hebrew": _("Hebrew"),
    "kannada": _("Kannada"),
    "malayalam": _("Malayalam"),
    "mongolian": _("Mongolian"),
    "odia": _("Odia"),
    "tamil": _("Tamil"),
    "telugu": _("Telugu"),
    "thai": _("Thai"),
    "tibetan": _("Tibetan"),
    "urdu": _("Urdu"),
    "uyghur": _("Uyghur"),
    "yi": _("Yi"),
}
SOURCES: Mapping[str, Text] = {
    "chosen": _("chosen by the applicant"),
    "mrz": _("machine readable zone"),
    "barcode": _("barcode"),
    "viz": _("printed text"),
    "platform": _("sent by the platform"),
}
