"""The interface asked by schemathesis: what its own description allows, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from server_store import all_markers, may_meet

if TYPE_CHECKING:
    from server.api.callers import Caller

pytestmark = [
    pytest.mark.usefixtures("small_store"),
    # Within one process nobody ends an answer that comes as a file, as web servers do.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

EXAMPLES = 5
WHO = ("anonymous", "jaxa-planner", "esa-delegate")


@pytest.fixture
def described() -> Iterator[Any]:
    """The interface by its own description, called within this process."""
    import schemathesis
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from ecliptic.server.wsgi import application

    # As with Django's own test client: the connection holds the transaction of the test.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def operations(described: Any) -> Iterator[Any]:
    for result in described.get_all_operations():
        yield result.ok()


def hidden_from(who: str) -> list[bytes]:
    organisation = who.partition("-")[0].upper() if "-" in who else None
    allowed = {
        word
        for publisher in ("ESA", "JAXA", "ORBITAL")
        for word in may_meet(publisher, organisation, member=organisation is not None)
    }
    return [word.encode() for word in all_markers() - allowed]


@pytest.mark.parametrize("who", WHO)
def test_no_request_is_a_fault_or_a_leak(
    who: str, described: Any, callers: dict[str, Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    from schemathesis import GenerationMode
    from schemathesis.specs.openapi import checks

    from ecliptic.server.api import gate
    from ecliptic.server.environment import environment

    limits = {"api_requests_per_minute": 10**9, "api_public_requests_per_minute": 10**9}
    monkeypatch.setattr(gate, "environment", lambda: environment().model_copy(update=limits))
    seen: set[int] = set()

    for operation in operations(described):
        # A schema cannot say that an edition exists, or that a date is one.
        unfit = [checks.positive_data_acceptance]
        if operation.label == "POST /api/v1/statements":
            # A trial tells what is wrong, and is no error itself.
            unfit.append(checks.negative_data_rejection)
        # What is allowed and what is not, in turn.
        cases = operation.as_strategy() | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

        ask(cases, partial(answered, callers[who], hidden_from(who), unfit, seen))

    assert seen >= {200, 404, 422}


def ask(cases: Any, answered: Any) -> None:
    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(case=cases)
    def asked(case: Any) -> None:
        answered(case)

    asked()


def answered(caller: Caller, hidden: list[bytes], unfit: list[Any], seen: set[int], case: Any) -> None:
    headers = {} if caller.token is None else {"Authorization": f"Bearer {caller.token}"}
    response = case.call(headers=headers)
    case.validate_response(response, headers=headers, excluded_checks=unfit)
    assert response.status_code < 500
    seen.add(response.status_code)
    # What was asked for may come back, and then tells nothing.
    said = f"{case.path_parameters}{case.query}{case.body}"
    assert not [word for word in hidden if word in response.content and word.decode() not in said]
