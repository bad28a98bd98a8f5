"""Settings from the environment: what they give, and what is said when they are wrong."""

from __future__ import annotations

import pytest

from ecliptic.errors import UsageError
from ecliptic.server.environment import Environment, environment
from ecliptic.server.mail import mail_settings


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Environment.model_fields:
        monkeypatch.delenv(f"ECLIPTIC_{name.upper()}", raising=False)
    return monkeypatch


def test_all_that_is_wrong_is_told_at_once_and_secrets_are_not(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("ECLIPTIC_PUBLIC_URL", "roadmap.example.org")
    clean.setenv("ECLIPTIC_PROXY_COUNT", "many")
    clean.setenv("ECLIPTIC_AGGREGATE_MINIMUM", "1")
    environment.cache_clear()
    try:
        with pytest.raises(UsageError) as raised:
            environment()
    finally:
        environment.cache_clear()
    said = str(raised.value).splitlines()
    assert len(said) == 4
    assert "- ECLIPTIC_PUBLIC_URL: 'roadmap.example.org' is not the address of a site" in said[1]
    assert any("ECLIPTIC_PROXY_COUNT: 'many'" in line for line in said)
    assert any("ECLIPTIC_AGGREGATE_MINIMUM: '1'" in line for line in said)


def test_https_is_what_makes_an_installation_secure(clean: pytest.MonkeyPatch) -> None:
    clean.setenv("ECLIPTIC_ALLOWED_HOSTS", "a.example.org, b.example.org,")
    near = Environment()
    assert not near.secure
    assert {"127.0.0.1", "localhost", "a.example.org", "b.example.org"} <= set(near.hosts)
    clean.setenv("ECLIPTIC_PUBLIC_URL", "https://roadmap.example.org/")
    far = Environment()
    assert far.secure
    assert far.public_url == "https://roadmap.example.org"
    assert far.hosts == ["roadmap.example.org", "a.example.org", "b.example.org"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("console:", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
        ("file:letters", {"EMAIL_FILE_PATH": "letters"}),
        (
            "smtp://mail.example.org",
            {"EMAIL_HOST": "mail.example.org", "EMAIL_PORT": 25, "EMAIL_USE_TLS": False},
        ),
        (
            "smtps://a%40b:p%2Fw@mail.example.org",
            {
                "EMAIL_HOST_USER": "a@b",
                "EMAIL_HOST_PASSWORD": "p/w",
                "EMAIL_PORT": 465,
                "EMAIL_USE_SSL": True,
            },
        ),
        ("smtp+starttls://u:p@mail.example.org:2525", {"EMAIL_PORT": 2525, "EMAIL_USE_TLS": True}),
    ],
)
def test_mail_goes_where_its_address_says(address: str, expected: dict[str, object]) -> None:
    assert expected.items() <= mail_settings(address).items()


@pytest.mark.parametrize("address", ["", "pigeon://x", "smtp://", "file:"])
def test_other_addresses_of_mail_are_refused_without_repeating_passwords(address: str) -> None:
    with pytest.raises(UsageError, match="ECLIPTIC_EMAIL_URL"):
        mail_settings(address)
