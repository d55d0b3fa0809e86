"""Letters and their spellings in the machine readable zone, the first one the recommended spelling.

ICAO Doc 9303-3 section 6: A Latin letters, B Cyrillic, C Arabic, and the variants of states it names. Greek
has no table there; issuers follow ELOT 743 (ISO 843 type 2). Spellings beyond those are marked by a comment
with who writes so. Letters not listed here lose their marks; scripts not listed here are not transliterated.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Spellings = tuple[str, ...]


def _table(text: str) -> Mapping[str, Spellings]:
    """Read "letter=SPELLING,SPELLING" words; an empty spelling means that the letter is left out."""
    pairs = (word.split("=") for word in text.split())
    return MappingProxyType({letter: tuple(says.split(",")) for letter, says in pairs})


LATIN = _table(
    "Ä=AE,A Å=AA,A Æ=AE Ð=D,DH Đ=D,DJ Ə=E,A Ħ=H Ĳ=IJ ĸ=Q Ł=L Ŀ=L Ŋ=N,NG Ñ=N,NXX Ö=OE,O Ø=OE,O Œ=OE Ő=O,OE "
    "ß=SS ẞ=SS Þ=TH Ŧ=T Ü=UE,U,UXX Ű=U,UE ı=I İ=I Ɓ=B Ɗ=D Ƙ=K Ƴ=Y Ɖ=D Ɛ=E Ɔ=O Ƒ=F Ɣ=G Ʋ=V",
)
"""Part A. Beyond it: DJ for Đ in Serbia and Montenegro, NG for Ŋ, O for Ø, hooked letters of West Africa."""

CYRILLIC = _table(
    "А=A Б=B В=V Г=G,H Д=D Е=E,YE,IE Ё=E,IO,YO Ж=ZH,Z,J З=Z И=I,Y Й=I,Y,J К=K Л=L М=M Н=N О=O П=P Р=R С=S "
    "Т=T У=U Ф=F Х=KH,H,X Ц=TS,C,TC Ч=CH,C Ш=SH,S Щ=SHCH,SHT Ъ=IE,A,U, Ы=Y Ь=,Y,J Э=E Ю=IU,YU,JU Я=IA,YA,JA "
    "Є=IE,YE Ї=I,YI І=I Ґ=G Ў=U,W Ј=J Љ=LJ Њ=NJ Ѓ=G,GJ Ѕ=DZ Ќ=K,KJ Џ=DZ,DJ,DZH Ђ=D,DJ Ћ=C Ѣ=IE,E Ѫ=U,A "
    "Ѳ=F Ѵ=Y Ғ=F,G,GH Ә=A,AE Қ=K,Q Ң=N,NG Ө=O,U Ұ=U Ү=U Һ=H Ҳ=H,KH Ҷ=J,CH Ӣ=I Ӯ=U Ҡ=K Ҙ=Z Ҫ=S Җ=J,ZH Ӏ=",
)
"""Part B with the variants it gives for Belarus, Bulgaria, North Macedonia, Serbia and Ukraine; besides them
the state tables in use: Bulgaria 2009 (Y, H, TS, A, YU, YA), Ukraine 2010 (H, Y, YE, YI), Russia before 2010
(YE, YO, C, no hard sign), Kazakhstan, Kyrgyzstan, Mongolia, Tajikistan."""

CYRILLIC_PAIRS = _table(
    "ИЯ=IIA,IYA,IA,IJA,YIA ЗГ=ZGH,ZG,ZH КС=KS,X ЬО=IO,YO,O ЙО=IO,YO,JO ЫЙ=YI,YY,Y ИЙ=II,IY,YI,YY,Y,IJ,I",
)
"""IA ends Bulgarian names, ZGH stands in Ukraine, X for КС in old Russian passports, Y for endings in -ИЙ."""

GREEK = _table(
    "Α=A Β=V,B Γ=G Δ=D Ε=E Ζ=Z Η=I,H,E Θ=TH Ι=I Κ=K Λ=L Μ=M Ν=N Ξ=X,KS Ο=O Π=P Ρ=R Σ=S Τ=T Υ=Y,I Φ=F,PH "
    "Χ=CH,H,KH,X Ψ=PS Ω=O,W",
)
"""ELOT 743; behind it spellings that holders may ask for."""

GREEK_PAIRS = _table(
    "ΟΥ=OU,U ΑΥ=AV,AF,AY,AU ΕΥ=EV,EF,EY,EU ΗΥ=IV,IF ΓΓ=NG,GG ΓΚ=GK,G,NG ΓΞ=NX,GX ΓΧ=NCH,GCH "
    "ΜΠ=B,MP,MB ΝΤ=NT,D,ND ΑΙ=AI,E ΕΙ=EI,I ΟΙ=OI,I ΤΖ=TZ,J",
)

ARABIC = _table(
    "ء=XE آ=XAA أ=XAE ؤ=U إ=I ئ=XI ا=A ب=B ة=XAH,XTA ت=T ث=XTH ج=J ح=XH خ=XKH د=D ذ=XDH ر=R ز=Z س=S ش=XSH "
    "ص=XSS ض=XDZ ط=XTT ظ=XZZ ع=E غ=G ـ= ف=F ق=Q ك=K ل=L م=M ن=N ه=H و=W ى=XAY ي=Y ٱ=XXA ٹ=XXT ټ=XRT پ=P "
    "ځ=XKE څ=XXH چ=XC ڈ=XXD ډ=XDR ڑ=XXR ړ=XRR ږ=XRX ژ=XJ ښ=XXS ڜ= ڢ= ڧ= ڨ= ک=XKK ګ=XXK ڭ=XNG گ=XGG ں=XNN "
    "ڼ=XXN ھ=XDO ۀ=XYH ہ=XXG ۂ=XGE ۃ=XTG ی=XYA,Y,XAY ۍ=XXY ې=Y ے=XYB ۓ=XBE ڤ=V ڥ=XF",
)
"""Part C and the two letters of appendix B for foreign names (ڤ, ڥ). Vowel signs are not encoded."""

SHADDA = "\u0651"
"""Doubles the letter before it (part C, note 3); often not written."""

TEH_MARBUTA = "\u0629"
"""XAH at the end of a component, XTA within (part C, note 2)."""

_OPTIONAL = "DR PROF MR MRS MS SIR DAME REV DIPL MBA PHD JR SR JNR SNR ESQ FNU LNU XXX XXXX"
OPTIONAL_WORDS = frozenset(_OPTIONAL.split())
"""Titles and placeholders that may be printed and stay out of the machine readable zone (9303-3, 4.6)."""

BIRTH_NAME_WORDS = frozenset(
    ("GEB", "GEBORENE", "NÉE", "NEE", "NÉ", "ÉPOUSE", "EPOUSE", "ÉP", "EPSE", "VEUVE", "VVE")
)
"""What follows is a name at birth or by marriage, which states print but need not repeat below."""
