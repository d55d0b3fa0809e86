"""What each step's page needs: template and context."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from bonafide.capture import consent_text, kind_words, retention_text, review_time, words
from bonafide.capture.kind_live import wanted as what_was_chosen
from bonafide.inquiries import again, steps
from bonafide.inquiries.models import Inquiry, InquirySession
from bonafide.inquiries.steps import Step
from bonafide.policy import countries, reasons
from bonafide.policy.templates import template as find_template

Context = dict[str, Any]
_CAMERA_PAGES = {
    Step.DOCUMENT_FRONT: "capture/document.html",
    Step.DOCUMENT_BACK: "capture/document.html",
    Step.SELFIE: "capture/face.html",
    Step.IN_HAND: "capture/in_hand.html",
}


def page_of(request: HttpRequest, session: InquirySession, step: Step) -> tuple[str, Context]:
    """Template and context of a step."""
    if step is Step.CONSENT:
        return _consent_page(request, session)
    if step is Step.SELECT:
        return "capture/select.html", select_context(request, session)
    if step in _CAMERA_PAGES:
        return _CAMERA_PAGES[step], camera_context(request, session, step)
    if step in {Step.READING, Step.WORKING}:
        return "capture/working.html", working_context(session, step)
    return "capture/result.html", result_context(session)


def _consent_page(request: HttpRequest, session: InquirySession) -> tuple[str, Context]:
    if again.is_again(session.inquiry):
        return "capture/consent_again.html", again_context(request, session)
    return "capture/consent.html", start_context(request, session)


def start_context(request: HttpRequest, session: InquirySession) -> Context:
    """Who asks, why, and the texts of the consent."""
    return consent_context(session.inquiry) | {
        "min_age": find_template(session.inquiry.template_id).min_age,
        "missing": request.GET.get("missing") == "1",
        "leave": leave_address(session.inquiry, "declined-consent"),
        "without_face": request.GET.get("face", ""),
    }


def again_context(request: HttpRequest, session: InquirySession) -> Context:
    """What the face is compared with, since when it is kept, and the ways beside it."""
    text = consent_text.load(language(), settings.BONAFIDE.brand_name)
    row = again.kept(session.inquiry.account)
    return {
        "text": text,
        "kept": retention_text.lines(),
        "kept_since": row.seen_at if row else None,
        "kept_until": row.blob.delete_after if row else None,
        "missing": request.GET.get("missing") == "1",
        "leave": leave_address(session.inquiry, "declined-consent"),
    }


def consent_context(inquiry: Inquiry) -> Context:
    """The consent in the language of the page, with the clocks."""
    text = consent_text.load(language(), settings.BONAFIDE.brand_name)
    return {
        "text": text,
        "statement": text.statement(biometric=True),
        "statement_person": text.statement(biometric=False),
        "waiting": review_time.sentence(inquiry.environment_id),
        "keep_face": text.keep_face if settings.BONAFIDE.face_duplicates else "",
        "recognise": text.recognise if settings.BONAFIDE.face_again else "",
        "kept": retention_text.lines(),
    }


def select_context(request: HttpRequest, session: InquirySession) -> Context:
    """Countries, and the kinds of ID of the chosen one."""
    sandbox = session.inquiry.environment.sandbox
    known = countries.countries(sandbox=sandbox)
    chosen = alpha3(request.GET.get("country", ""), session)
    named = [(c.alpha3, c.alpha2, c.name(language()), c.name("en")) for c in known]
    context: Context = {"countries": sorted(named, key=lambda c: c[2]), "refused": refused()}
    picked = next((c for c in known if c.alpha3 == chosen), None)
    if picked is None:
        return context | {"guess": guess(request, session)}
    return context | {
        "country": picked,
        "country_name": picked.name(language()),
        "options": [_card(option) for option in countries.options(picked.alpha3, sandbox=sandbox)],
        "missing": request.GET.get("missing") == "1",
    }


def _card(option: countries.Option) -> Context:
    title, sides = words.CLASSES[option.document_class]
    return {
        "value": option.document_class.value,
        "title": title,
        "sides": sides,
        "by_person": not option.automatic,
    }


def refused() -> list[str]:
    """Names of what is refused, in the language of the page."""
    spoken = language()
    return [kind.names.get(spoken, kind.names["en"]) for kind in countries.refused_kinds()]


def alpha3(code: str, session: InquirySession) -> str:
    """Alpha-3 code of a country that is on the list, else an empty text."""
    wanted = code.strip().upper()
    known = countries.countries(sandbox=session.inquiry.environment.sandbox)
    return next((c.alpha3 for c in known if wanted and wanted in {c.alpha3, c.alpha2}), "")


def guess(request: HttpRequest, session: InquirySession) -> str:
    """Country that the browser's languages name, if any: en-GB says GB. Never taken from an ID."""
    for part in request.headers.get("Accept-Language", "").split(","):
        pieces = part.split(";")[0].strip().split("-")
        region = pieces[-1] if len(pieces) > 1 and len(pieces[-1]) == 2 else ""
        found = alpha3(region, session)
        if found:
            return found
    return ""


def camera_context(request: HttpRequest, session: InquirySession, step: Step) -> Context:
    """What the camera pages need."""
    inquiry = session.inquiry
    return {
        "kind": step.value,
        "phone_useful": not is_phone(request) and phone_reaches(),
        "plain": inquiry.human_route,
        "passport": inquiry.selected_class == "pp",
        "face_alone": again.is_again(inquiry),
    } | (_other_kinds(inquiry) if step is Step.DOCUMENT_FRONT else {})


def _other_kinds(inquiry: Inquiry) -> Context:
    """Words for the case that another kind of ID is shown than was chosen."""
    chosen = what_was_chosen(inquiry)
    if chosen is None:
        return {}
    go_on = [{"value": kind.value, "text": kind_words.GO_ON[kind]} for kind in chosen.others]
    return {"other_kinds": go_on, "show_chosen": kind_words.SHOW[chosen.chosen]}


def phone_reaches() -> bool:
    """Whether a phone could open the public address and its camera: cameras need HTTPS."""
    return urlsplit(settings.BONAFIDE.public_url).scheme == "https"


def is_phone(request: HttpRequest) -> bool:
    """Whether the browser says that it is a phone or tablet."""
    agent = request.headers.get("User-Agent", "")
    return "Mobi" in agent or "Android" in agent


def working_context(session: InquirySession, step: Step) -> Context:
    """Stages of the work as they stand; only those of the part that runs now."""
    stages = steps.progress(session.inquiry).stages
    shown = stages[:3] if step is Step.READING else stages
    titles = words.STAGES | (words.STAGES_AGAIN if again.is_again(session.inquiry) else {})
    return {
        "reading": step is Step.READING,
        "stages": [
            {
                "name": s.name,
                "state": s.state,
                "title": titles[s.name],
                "text": words.STAGE_STATES[s.state],
            }
            for s in shown
        ],
    }


def result_context(session: InquirySession) -> Context:
    """What came out, why, and the next step."""
    inquiry = session.inquiry
    found = steps.result(inquiry)
    return {
        "result": found,
        "outcome": found.outcome,
        "reasons": _sentences(found.outcome, found.reasons),
        "retakes": [words.RETAKES[part] for part in found.retake if part in words.RETAKES],
        "leave": leave_address(inquiry, found.outcome),
        "waiting": review_time.sentence(inquiry.environment_id) if found.outcome == "needs_review" else "",
        "face_alone": again.is_again(inquiry),
    }


def _sentences(outcome: str, codes: tuple[str, ...]) -> list[str]:
    """Reasons in the person's voice: exact for a retry, by class once declined; each sentence once."""
    spoken = language()
    known = [c for c in codes if c in reasons.CODES and reasons.reason_class(c) != "information"]
    if outcome == "declined":
        said = [reasons.class_text(reasons.reason_class(code), spoken) for code in known]
    else:
        said = [reasons.text(code, "person", spoken) for code in known]
    return list(dict.fromkeys(said))


def leave_address(inquiry: Inquiry, status: str) -> str:
    """The platform's address with what happened added; empty where it gave none."""
    parts = urlsplit(inquiry.redirect_uri)
    if parts.scheme not in {"http", "https"}:
        return ""
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("inquiry-id", inquiry.pk), ("status", status)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def language() -> str:
    """Language of the page, one of ours."""
    return reasons.known_language(get_language() or "en")
