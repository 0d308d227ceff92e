"""Photo and signature belong to any application, and why somebody can't sign stands in its answers."""

from __future__ import annotations

import pytest

from mobile_unit.forms.catalogue import Catalogue

NEW = {"catalogue": "2026.2"}


def with_documents(guest, *kinds: str, serial: int = 0, answers: dict | None = None):
    body = guest.body(serial)
    documents = [*body["documents"], *({"kind": kind, **guest.scan(kind, 0)[1]} for kind in kinds)]
    return guest.application(
        serial, **NEW, referred=False, documents=documents, answers=body["answers"] | (answers or {})
    )


def test_photo_and_signature_are_taken(office, guest):
    assert guest.send(with_documents(guest, "photo", "signature")).json()["quarantined"] == []
    (row,) = office.lines("list", "--unit", guest.identity["unit"]["code"])
    assert {"photo", "signature"} <= {document["kind"] for document in row["documents"]}


def test_a_reason_for_not_signing_is_taken_and_an_invented_one_kept_aside(office, guest):
    good = with_documents(guest, answers={"unable_to_sign": "hand"})
    bad = with_documents(guest, serial=1, answers={"unable_to_sign": "no wish"})
    aside = guest.send(good, bad).json()["quarantined"]
    assert [(item["seq"], item["code"]) for item in aside] == [(2, "unable_to_sign.choice")]


@pytest.mark.parametrize("service", Catalogue.load("2026.2").services)
def test_every_service_of_the_catalogue_knows_them(service):
    catalogue = Catalogue.load("2026.2")
    assert catalogue.made_here == ("photo", "signature")
    assert set(catalogue.made_here) <= set(catalogue.document_labels)
    keys = {field.key for field in catalogue.service(service).form.fields()}
    assert "answers.unable_to_sign" in keys
