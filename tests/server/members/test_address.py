"""Changing the address of an account: proven first, told to the old one, and never another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecliptic.server.audit.models import AuditEvent

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

    from ecliptic.server.members.models import Account
    from members_prove import Prove


def test_an_address_is_changed_once_it_is_proven(
    people: dict[str, Account], prove: Prove, mailoutbox: list[EmailMessage]
) -> None:
    client, person = prove("esa-delegate"), people["esa-delegate"]
    client.post("/account/email/", {"email": "New@esa.example", "action_add": ""})
    person.refresh_from_db()
    assert person.email == "esa-delegate@example.org"
    letter = next(letter for letter in mailoutbox if letter.to == ["new@esa.example"])
    code = re.search(r"^\s*([A-Z0-9][A-Z0-9-]{5,})\s*$", str(letter.body), re.M)
    assert code is not None, letter.body
    client.post("/account/confirm-email/", {"code": "AAAAAA"})
    person.refresh_from_db()
    assert person.email == "esa-delegate@example.org"
    client.post("/account/confirm-email/", {"code": code[1]})
    person.refresh_from_db()
    assert person.email == "new@esa.example"
    assert AuditEvent.objects.filter(action="account.address-changed", account=person.pk).count() == 1
    assert any(letter.to == ["esa-delegate@example.org"] for letter in mailoutbox)


def test_another_s_address_is_not_taken(
    people: dict[str, Account], prove: Prove, mailoutbox: list[EmailMessage]
) -> None:
    client = prove("esa-delegate")
    answer = client.post("/account/email/", {"email": "jaxa-delegate@example.org", "action_add": ""})
    assert answer.status_code in (200, 302)
    people["esa-delegate"].refresh_from_db()
    assert people["esa-delegate"].email == "esa-delegate@example.org"
    # The owner gets no code that somebody could talk them into reading out.
    assert not [letter for letter in mailoutbox if re.search(r"^\s*[A-Z0-9]{6,}\s*$", str(letter.body), re.M)]
