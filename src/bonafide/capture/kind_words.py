"""What the page says where another kind of ID is shown than was chosen."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bonafide.capture.kind_live import KindWatch
from bonafide.engine.evidence import DocumentClass

Text = str | Promise

SEEN: dict[DocumentClass | None, Text] = {
    None: _("This looks like a card, not like the page of a passport."),
    DocumentClass.PASSPORT: _("This looks like a passport."),
    DocumentClass.PASSPORT_CARD: _("This looks like a passport card."),
    DocumentClass.DRIVING_LICENCE: _("This looks like a driver's licence."),
    DocumentClass.IDENTITY_CARD: _("This looks like an identity card."),
    DocumentClass.RESIDENCE_PERMIT: _("This looks like a residence permit."),
    DocumentClass.VISA: _("This looks like a visa."),
}
CHOSEN: dict[DocumentClass, Text] = {
    DocumentClass.PASSPORT: _("You chose passport."),
    DocumentClass.PASSPORT_CARD: _("You chose passport card."),
    DocumentClass.DRIVING_LICENCE: _("You chose driver's licence."),
    DocumentClass.IDENTITY_CARD: _("You chose identity card."),
    DocumentClass.RESIDENCE_PERMIT: _("You chose residence permit."),
    DocumentClass.VISA: _("You chose visa."),
}
GO_ON: dict[DocumentClass, Text] = {
    DocumentClass.PASSPORT: _("Go on with the passport"),
    DocumentClass.PASSPORT_CARD: _("Go on with the passport card"),
    DocumentClass.DRIVING_LICENCE: _("Go on with the driver's licence"),
    DocumentClass.IDENTITY_CARD: _("Go on with the identity card"),
    DocumentClass.RESIDENCE_PERMIT: _("Go on with the residence permit"),
    DocumentClass.VISA: _("Go on with the visa"),
}
SHOW: dict[DocumentClass, Text] = {
    DocumentClass.PASSPORT: _("Show my passport"),
    DocumentClass.PASSPORT_CARD: _("Show my passport card"),
    DocumentClass.DRIVING_LICENCE: _("Show my driver's licence"),
    DocumentClass.IDENTITY_CARD: _("Show my identity card"),
    DocumentClass.RESIDENCE_PERMIT: _("Show my residence permit"),
    DocumentClass.VISA: _("Show my visa"),
}


def said(watch: KindWatch) -> str:
    """Say what is seen and what was chosen."""
    return gettext("{seen} {chosen}").format(seen=SEEN[watch.seen], chosen=CHOSEN[watch.wanted.chosen])
