"""Fetching: from the registered host and nowhere else, never too much and never for too long."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from agency_site import (
    PATH,
    AgencySite,
    agency_site,
    endless,
    endless_headers,
    redirect,
    status,
)
from ecliptic.server.federation.fetching import Fetched, Limits, Unreachable, Wanted, fetch
from ecliptic.server.federation.guard import is_public

OPEN = Limits(seconds=10, most_bytes=100_000, allow_http=True)


@pytest.fixture
def agency() -> Iterator[AgencySite]:
    """An agency's server with a small file."""
    with agency_site() as site:
        site.publish(b"the plan", '"one"')
        yield site


def refused(address: str, limits: Limits = OPEN) -> str:
    with pytest.raises(Unreachable) as raised:
        fetch(Wanted(address), limits)
    (problem,) = raised.value.problems
    return str(problem)


# --- what goes well -------------------------------------------------------------------------------


def test_gives_the_file_and_its_mark(agency: AgencySite) -> None:
    assert fetch(Wanted(agency.address), OPEN) == Fetched(b"the plan", '"one"', "")
    assert agency.asked[0]["host"] == agency.host
    assert agency.asked[0]["accept-encoding"] == "identity"


def test_asks_for_what_is_newer(agency: AgencySite) -> None:
    assert fetch(Wanted(agency.address, etag='"one"'), OPEN) == Fetched(None, '"one"', "")
    assert fetch(Wanted(agency.address, etag='"old"'), OPEN).data == b"the plan"
    agency.answers["/dated.zip"] = status(304)
    day = "Sun, 01 Mar 2026 12:00:00 GMT"
    assert fetch(Wanted(agency.url("/dated.zip"), last_modified=day), OPEN) == Fetched(None, "", day)
    assert agency.asked[-1]["if-modified-since"] == day


def test_follows_redirects_on_the_same_host(agency: AgencySite) -> None:
    agency.answers["/newest"] = redirect(PATH, 307)
    assert fetch(Wanted(agency.url("/newest")), OPEN).data == b"the plan"


def test_marks_that_are_too_long_are_forgotten(agency: AgencySite) -> None:
    agency.publish(b"the plan", '"' + "x" * 300 + '"')
    assert fetch(Wanted(agency.address), OPEN) == Fetched(b"the plan", "", "")


# --- where it does not go -------------------------------------------------------------------------


def test_does_not_follow_to_another_host(agency: AgencySite) -> None:
    with agency_site() as other:
        other.publish(b"another plan")
        agency.answers["/moved"] = redirect(other.address)
        assert "redirects to another host" in refused(agency.url("/moved"))
        assert other.asked == []


@pytest.mark.parametrize(
    "there",
    ["https://127.0.0.1/plan.zip", "ftp://127.0.0.1/x", "//user@127.0.0.1/x", "file:///etc", "http://[::1"],
)
def test_does_not_follow_to_another_scheme(agency: AgencySite, there: str) -> None:
    agency.answers["/moved"] = redirect(there)
    refused(agency.url("/moved"))
    assert len(agency.asked) == 1


def test_does_not_follow_in_circles(agency: AgencySite) -> None:
    agency.answers["/round"] = redirect("/round")
    assert "redirects more than 3 times" in refused(agency.url("/round"))
    assert len(agency.asked) == 4


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://169.254.169.254/",
    ],
)
def test_does_not_go_into_private_networks(address: str) -> None:
    assert "is a machine in a private network" in refused(address, Limits())


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://plans.example.org/plan.zip", "without https"),
        ("ftp://plans.example.org/plan.zip", "is not an address"),
        ("plans.example.org", "is not an address"),
        ("https://", "is not an address"),
        ("https://[/", "cannot be found"),
        ("https://[::1", "is not an address"),
        ("https://plans.example.org:port/", "is not an address"),
        ("https://a:b@plans.example.org/plan.zip", "holds a password"),
        ("https://plans.example.org/plan.zip#top", "or a fragment"),
        ("https://plans.example.org/" + "x" * 600, "is not an address"),
        ("https://plans.invalid/plan.zip", "cannot be found"),
        (f"https://{'x' * 70}.org/", "cannot be found"),
    ],
)
def test_addresses_must_be_addresses(address: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(host: Any, *_: object, **__: object) -> Any:
        host.encode("idna")
        raise socket.gaierror(-2, "unknown")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    told = refused(address, Limits())
    assert words in told
    assert "a:b" not in told


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07::1", True),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::7f00:1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("2002:7f00:1::", False),
        ("127.8.8.8", False),
        ("0.0.0.0", False),  # noqa: S104 - asked about, not bound to
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("2001:db8::1", False),
    ],
)
def test_public_addresses_are_told_from_others(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_a_name_is_resolved_once_and_one_bad_machine_spoils_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that first stands for an open machine and then for a private one gets nowhere."""
    asked = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        machines = ["93.184.215.14", "127.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machine, port)) for machine in machines]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    assert "private network" in refused("https://plans.example.org/plan.zip", Limits())
    assert asked == ["plans.example.org"]


def test_connects_to_the_machine_that_was_checked(
    agency: AgencySite, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def resolve(host: str, port: int, *_: object, **__: object) -> list[Any]:
        asked.append(host)
        machine = "127.0.0.1" if len(asked) == 1 else "127.0.0.99"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (machine, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    found = fetch(Wanted(f"http://plans.example.org:{agency.port}{PATH}"), OPEN)
    assert found.data == b"the plan"
    assert asked == ["plans.example.org"]
    assert agency.asked[0]["host"] == f"plans.example.org:{agency.port}"


def test_proxies_of_the_environment_are_not_used(agency: AgencySite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert fetch(Wanted(agency.address), OPEN).data == b"the plan"


# --- limits ---------------------------------------------------------------------------------------


def test_a_huge_file_is_not_read(agency: AgencySite) -> None:
    limits = Limits(seconds=20, most_bytes=2**20, allow_http=True)
    agency.answers["/told"] = status(200, Content_Length=str(10**12))
    assert "is larger than 1 MiB" in refused(agency.url("/told"), limits)
    agency.answers["/endless"] = endless()
    assert "is larger than 1 MiB" in refused(agency.url("/endless"), limits)


@pytest.mark.parametrize(
    "answer",
    [endless(0.05, b"x"), endless_headers(0.05), lambda _: time.sleep(3)],
    ids=["body", "headers", "silent"],
)
def test_a_slow_server_holds_nobody(agency: AgencySite, answer: Any) -> None:
    agency.answers["/slow"] = answer
    begun = time.monotonic()
    limits = Limits(seconds=0.6, most_bytes=100_000, allow_http=True)
    assert "within 0.6 seconds" in refused(agency.url("/slow"), limits)
    assert time.monotonic() - begun < 2.5


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (404, "answers 404 instead of the package. Put the package there"),
        (410, "Put the package there"),
        (401, "Let everybody read it"),
        (403, "Let everybody read it"),
        (500, "answers 500"),
        (503, "tried again by itself"),
        (204, "answers 204"),
        (206, "answers 206"),
        (304, "answers 304"),
        (302, "answers 302"),
    ],
)
def test_other_answers_are_told(agency: AgencySite, code: int, words: str) -> None:
    agency.answers["/odd"] = status(code)
    assert words in refused(agency.url("/odd"))


def test_compression_is_refused_unopened(agency: AgencySite) -> None:
    agency.answers["/packed"] = status(200, Content_Encoding="gzip")
    assert "compressed" in refused(agency.url("/packed"))


def test_a_server_that_is_not_there_or_speaks_otherwise(agency: AgencySite) -> None:
    with agency_site() as gone:
        address = gone.address
    assert "does not answer" in refused(address)
    agency.answers["/odd"] = lambda request: request.wfile.write(b"\x00\x01 what?\r\n\r\n")
    assert "broke off" in refused(agency.url("/odd"))
    agency.answers["/short"] = status(200, Content_Length="1000")
    assert "broke off" in refused(agency.url("/short"))


# --- TLS ------------------------------------------------------------------------------------------


def certificate(folder: Path, host: str) -> Path:
    """A certificate that a host signed by itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    path = folder / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_the_certificate_must_be_the_registered_host_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(host: str, port: int, *_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", here)
    trusted = certificate(tmp_path, "plans.example.org")
    with agency_site(trusted) as site:
        site.publish(b"the plan")
        good, bad = (
            f"https://{host}:{site.port}{PATH}" for host in ("plans.example.org", "evil.example.org")
        )
        assert "certificate that does not hold" in refused(good)
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        assert fetch(Wanted(good), OPEN).data == b"the plan"
        assert "certificate that does not hold" in refused(bad)
