"""The document before the camera: when is a picture worth taking, and which one was taken."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from bonafide.capture.burst import Burst, Preview
from bonafide.capture.kind_live import KindWatch
from bonafide.capture.live import LiveCapture
from bonafide.engine.document.hint import moved
from bonafide.engine.evidence import DocumentHint, Hint
from bonafide.errors import ConflictError

STILL = 0.03
"""Two thumbnails that differ less than this (see `moved`) show a document held still."""
GOOD_IN_A_ROW = 3
ASK_FOR_TILT = 15
"""Previews for which a still document is asked to be moved a little. After them the picture is taken as it is:
nobody has to move anything, and a card on a table is welcome."""
SAME_SIDE = 0.05
"""A preview this close to the picture of the front still shows the front."""
SOMETHING_ELSE = 3
"""Previews in a row that show something else than what was refused, before it is believed to be gone."""
_SIDES_KEPT = 500


@dataclass(slots=True)
class DocumentLive(LiveCapture):
    """One side of a document before the camera. With `presence`, previews are kept to show that it moves."""

    presence: bool = False
    burst: Burst = field(default_factory=Burst)
    kind: KindWatch | None = None
    """Whether it is what was chosen; None where that is not looked at."""

    front_thumb: bytes = b""
    """Thumbnail of the accepted front while the back is awaited; empty once something else was seen."""
    refused_thumb: bytes = b""
    """Thumbnail of what was refused, a back or another kind of ID; empty once something else was seen."""
    refused_hint: Hint = Hint.SHOW_FRONT
    held: bytes | None = None
    """The last full picture that was taken, until it is used or replaced."""
    held_hint: Hint | None = None
    thumb: bytes = b""
    """Thumbnail of the newest frame."""
    _good: int = field(default=0)
    _asked: int = field(default=0)
    _else: int = field(default=0)

    def see(self, jpeg: bytes, found: DocumentHint) -> tuple[Hint, bool]:
        """Take the next preview: what to say now, and whether it is time for the full picture."""
        if self.presence and found.hint is not Hint.CAMERA_BLANK:
            self.burst.add(Preview(jpeg, self.last_client_ms, found.quad))
            self._count()
        hint = self._hint(found)
        still = not self.thumb or moved(self.thumb, found.thumb) < STILL
        self.thumb = found.thumb
        if hint is Hint.GOOD and not still:
            hint = Hint.HOLD_STILL
        if hint is Hint.GOOD and self.kind is not None:
            self.kind.shape(found.quad)
        self._good = self._good + 1 if hint is Hint.GOOD else 0
        ready = self._good >= GOOD_IN_A_ROW
        if ready and self._wants_tilt():
            self._asked += 1
            return Hint.TILT, False
        return hint, ready

    def _wants_tilt(self) -> bool:
        return self.presence and not self.burst.stirred and self._asked < ASK_FOR_TILT

    def _count(self) -> None:
        self.held_bytes = len(self.held or b"") + self.burst.size

    def _hint(self, found: DocumentHint) -> Hint:
        if found.hint is Hint.CAMERA_BLANK:
            return found.hint
        if self.front_thumb and _still_there(self.front_thumb, found):
            return Hint.TURN_OVER
        self.front_thumb = b""
        return self.refused_hint if self._is_refused(found) else found.hint

    def _is_refused(self, found: DocumentHint) -> bool:
        """Whether the preview shows what was refused; one look that fails does not end that."""
        if not self.refused_thumb:
            return False
        self._else = 0 if _still_there(self.refused_thumb, found) else self._else + 1
        if self._else >= SOMETHING_ELSE:
            self.refused_thumb = b""
        return bool(self.refused_thumb)

    def take(self, jpeg: bytes, found: DocumentHint) -> Hint:
        """Hold a full picture. Returns its hint; Hint.GOOD means that it can be handed in as it is."""
        self._good = 0
        self.thumb = found.thumb
        self.held = None if found.hint is Hint.CAMERA_BLANK else jpeg
        self._count()
        self.held_hint = found.hint
        return found.hint

    def refuse(self, found: DocumentHint, instead: Hint) -> Hint:
        """Ask for something else until something else is seen."""
        self.refused_thumb, self.refused_hint, self._else = found.thumb, instead, 0
        return instead

    def let_go(self) -> None:
        """Forget the full picture: it cannot be used."""
        self.held = self.held_hint = None
        self._count()

    def handed_in(self) -> bytes:
        """The held picture. Raises ConflictError (nothing_taken)."""
        if self.held is None:
            raise ConflictError("No picture was taken yet.", code="nothing_taken")
        return self.held


def _still_there(side: bytes, found: DocumentHint) -> bool:
    """Whether the preview shows the side of this thumbnail."""
    return found.hint is not Hint.NO_DOCUMENT and moved(side, found.thumb) <= SAME_SIDE


class Sides:
    """Thumbnails (32 x 20 grey, too coarse to read) of the last fronts, to tell a front from a back."""

    def __init__(self) -> None:
        self.thumbs: OrderedDict[str, bytes] = OrderedDict()

    def put(self, inquiry_id: str, thumb: bytes) -> None:
        """Remember the front of an inquiry."""
        self.thumbs[inquiry_id] = thumb
        while len(self.thumbs) > _SIDES_KEPT:
            self.thumbs.popitem(last=False)

    def take(self, inquiry_id: str) -> bytes:
        """Thumbnail of the front, empty where none is known."""
        return self.thumbs.get(inquiry_id, b"")

    def forget(self, inquiry_id: str) -> None:
        """Drop what is known of an inquiry."""
        self.thumbs.pop(inquiry_id, None)


SIDES = Sides()
