"""What the check of a signed QR code says: passed needs the authority's signature, nothing less."""

from dataclasses import replace

import pytest
from tests.checks.made import BACK, context, document, selfie
from tests.world import aadhaar as made

from bonafide.checks.base import CheckResult, Status
from bonafide.checks.catalogue import CATALOGUE, run_document, run_selfie
from bonafide.engine.document.barcodes.aadhaar import read_aadhaar, settle
from bonafide.engine.evidence import BarcodeRead, DocumentClass, DocumentEvidence, Field, Source, VizRead
from bonafide.policy.context import make_facts
from bonafide.policy.decision import Outcome, decide
from bonafide.policy.templates import template

NAME = "id_qr_authentication_detection"
P, F, N = Status.PASSED, Status.FAILED, Status.NOT_APPLICABLE
END = made.ASHA.number[-4:]


def card(text: str, *, certificates: int = 1, printed: str = "", sure: float = 0.95) -> DocumentEvidence:
    read = settle(read_aadhaar(text), [made.certificate(0)] * certificates)
    fields = {"document_number": Field(printed, Source.VIZ, sure, printed)} if printed else {}
    viz = VizRead("ind-aadhaar", fields, 0.9)
    shown = {
        "document_class": DocumentClass.IDENTITY_CARD,
        "country": "IND",
        "format": "ID-1",
        "back": BACK,
        "mrz": None,
    }
    return document(**shown, barcode=read, viz=viz)


def result(evidence: DocumentEvidence) -> CheckResult:
    return next(found for found in run_document(evidence, context()) if found.name == NAME)


@pytest.mark.parametrize(
    ("evidence", "status", "reasons"),
    [
        (document(), N, ("qr_not_read",)),
        (document(barcode=BarcodeRead("QRCode", "https://example.org")), N, ("qr_not_read",)),
        (card(made.packed(b"nothing" * 100)), N, ("qr_not_read",)),
        (card(made.xml()), N, ("qr_unsigned",)),
        (card(made.secure(), certificates=0), N, ("qr_certificate_missing",)),
        (card(made.secure()), P, ()),
        (card(made.secure(), printed="********" + END), P, ()),
        (card(made.secure(by=1)), F, ("qr_not_genuine",)),
        (card(made.secure(changed=made.other(name="Asha Rai"))), F, ("qr_not_genuine",)),
        (card(made.secure(), printed="********0000"), F, ("qr_number_differs",)),
        (card(made.secure(), printed="********0000", sure=0.6), P, ()),
        (card(made.xml(), printed="********0000"), F, ("qr_number_differs",)),
    ],
)
def test_only_the_authoritys_signature_passes(
    evidence: DocumentEvidence, status: Status, reasons: tuple[str, ...]
) -> None:
    found = result(evidence)
    assert (found.status, found.reasons) == (status, reasons)
    assert set(reasons) <= set(CATALOGUE[NAME].reasons)


def test_a_card_with_a_genuine_code_is_still_read_by_a_person_and_a_false_one_says_why() -> None:
    for text, reason in ((made.secure(), "document_read_by_person"), (made.secure(by=1), "qr_not_genuine")):
        evidence, ctx = card(text), context()
        checks = [*run_document(evidence, ctx), *run_selfie(selfie(), ctx)]
        found = decide(checks, make_facts(evidence, ctx, attempts_left=4), template())
        assert (found.outcome, found.reasons) == (Outcome.NEEDS_REVIEW, (reason,))


def test_an_unsigned_code_is_no_proof_of_a_government() -> None:
    read = {text: card(text) for text in (made.xml(), made.secure())}
    passed = {
        text: next(
            found
            for found in run_document(evidence, replace(context(), sandbox=False))
            if found.name == "id_nongovernment_detection"
        ).metadata.get("machine_part")
        for text, evidence in read.items()
    }
    assert [passed[text] for text in read] == [None, 1]
