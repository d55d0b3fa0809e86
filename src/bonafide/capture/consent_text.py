"""The consent texts: versioned files, shown word for word and handed on word for word."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

VERSION = "v1"
LANGUAGES = ("en", "zh-hans")
AGREE, AGREE_HUMAN, KEEP_FACE = "agree", "agree-human", "keep-face"
RECOGNISE, AGREE_AGAIN, AGAIN = "recognise", "agree-again", ("again-what", "again-why")
HOLDS_AGAIN = ("never", "who", "rights")
"""Sections of the usual notice that hold for the face alone as well."""
_ASIDE = {AGREE, AGREE_HUMAN, KEEP_FACE, RECOGNISE, AGREE_AGAIN, *AGAIN}


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its points, as read from the file."""

    key: str
    title: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text of one version in one language, with the operator's name in it."""

    version: str
    language: str
    sections: tuple[Section, ...]

    @property
    def notice(self) -> tuple[Section, ...]:
        """What is told before anything is agreed to."""
        return tuple(s for s in self.sections if s.key not in _ASIDE)

    @property
    def notice_again(self) -> tuple[Section, ...]:
        """What is told where the face alone is shown again."""
        by_key = {s.key: s for s in self.sections}
        return tuple(by_key[key] for key in (*AGAIN, *HOLDS_AGAIN))

    @property
    def statement_again(self) -> str:
        """The sentence that is agreed to where the face alone is shown again."""
        return self._sentence(AGREE_AGAIN)

    @property
    def recognise(self) -> str:
        """The sentence of the agreement of its own to be recognised later by the face alone."""
        return self._sentence(RECOGNISE)

    def statement(self, *, biometric: bool) -> str:
        """The sentence that is agreed to: automatic matching, or a check by a person."""
        return self._sentence(AGREE if biometric else AGREE_HUMAN)

    @property
    def keep_face(self) -> str:
        """The sentence of the agreement of its own to keep the face; asked only where the operator searches faces."""
        return self._sentence(KEEP_FACE)

    def _sentence(self, key: str) -> str:
        return next(" ".join(s.points) for s in self.sections if s.key == key)

    def as_shown(
        self, kept: tuple[str, ...], *, biometric: bool, keeps_face: bool = False, recognises: bool = False
    ) -> str:
        """Return everything the person saw and agreed to, as the text whose digest is kept.

        `kept` are the lines that say how long each kind of data stays.
        """
        agreed = [self.statement(biometric=biometric)]
        agreed += [self.keep_face] if keeps_face else []
        agreed += [self.recognise] if recognises else []
        return _whole(self.notice, kept, agreed)

    def as_shown_again(self, kept: tuple[str, ...]) -> str:
        """Return the same where the face alone is shown again."""
        return _whole(self.notice_again, kept, [self.statement_again])


def _whole(notice: tuple[Section, ...], kept: tuple[str, ...], agreed: list[str]) -> str:
    parts = [f"{s.title}\n" + "\n".join(s.points) for s in notice]
    return "\n\n".join([*parts, "\n".join(kept), *agreed])


def load(language: str, brand: str, version: str = VERSION) -> ConsentText:
    """Read one text; English where the language is not one of ours."""
    chosen = language if language in LANGUAGES else LANGUAGES[0]
    sections = tuple(
        Section(s.key, s.title, tuple(point.replace("{brand}", brand) for point in s.points))
        for s in _sections(version, chosen)
    )
    return ConsentText(version, chosen, sections)


@cache
def _sections(version: str, language: str) -> tuple[Section, ...]:
    name = f"{version}.{language}.txt"
    text = (files("bonafide.capture") / "consent" / name).read_text(encoding="utf-8")
    return tuple(_section(part) for part in text.split("== ")[1:])


def _section(part: str) -> Section:
    head, *lines = part.strip().splitlines()
    key, title = (word.strip() for word in head.split("|"))
    return Section(key, title, tuple(line.removeprefix("- ").strip() for line in lines if line.strip()))
