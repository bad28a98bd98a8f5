"""All that may differ between installations: read from environment variables, checked, described once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from ecliptic.errors import UsageError

PREFIX = "ECLIPTIC_"


def _default_data_folder() -> Path:
    return Path.home() / ".local" / "share" / "ecliptic"


class Environment(BaseSettings):
    """Settings of the server; each is the environment variable of its name with ECLIPTIC_ before it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, use_attribute_docstrings=True, env_ignore_empty=True
    )

    data_folder: Path = Field(default_factory=_default_data_folder)
    """Folder of the embedded database, the secret key and uploaded files that wait for a decision."""
    database_url: str | None = None
    """Database, such as postgresql://user:password@host/name; unless told, a file in the data folder."""
    secret_key: SecretStr | None = None
    """Key that signs sessions and links, at least 50 characters; kept in the data folder unless told."""
    public_url: str = "http://127.0.0.1:8000"
    """Address under which people reach the site; https switches secure cookies and redirects on."""
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Further host names under which the site answers, with commas between them."""
    proxy_count: int = Field(default=0, ge=0, le=5)
    """Reverse proxies in front of the server, whose X-Forwarded headers are believed."""
    email_url: str = "console:"
    """Where mail goes: console:, file:FOLDER, or smtp://user:password@host:port (smtps:// for TLS)."""
    email_from: str = "Ecliptic <no-reply@localhost>"
    """Sender of mail."""
    aggregate_minimum: int | None = Field(default=None, ge=3, le=1000)
    """Least number of organisations behind a total over hidden statements; no such totals unless told."""
    federation_allow_http: bool = False
    """Whether plans may be harvested over plain http and from private networks, as in a closed network."""
    metrics_token: SecretStr | None = None
    """Token that readers of /metrics must present; without it only the machine itself may read them."""
    api_requests_per_minute: int = Field(default=1200, ge=1)
    """Requests that a token or an account may make to the interface for programs in a minute and process."""
    api_public_requests_per_minute: int = Field(default=600, ge=1)
    """The same for an address of which nobody is known."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """Least severity of what is logged."""
    debug: bool = False
    """Whether faults are shown in full in the browser; for development only."""

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            tuple(part.strip() for part in value.split(",") if part.strip())
            if isinstance(value, str)
            else value
        )

    @field_validator("public_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
            message = "is not the address of a site. Write it as https://roadmap.example.org"
            raise ValueError(message)
        return value.rstrip("/")

    @property
    def secure(self) -> bool:
        """Whether people reach the site through https."""
        return self.public_url.startswith("https:")

    @property
    def hosts(self) -> list[str]:
        """Host names under which the site answers."""
        own = urlsplit(self.public_url).hostname or "127.0.0.1"
        local = [] if self.secure else ["127.0.0.1", "localhost", "[::1]"]
        return list(dict.fromkeys([own, *self.allowed_hosts, *local]))

    @property
    def database(self) -> str:
        """The database as a URL."""
        return self.database_url or f"sqlite:///{self.data_folder / 'ecliptic.sqlite3'}"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of this process; everything wrong with it is told at once by UsageError."""
    try:
        return Environment()
    except ValidationError as error:
        faults = [_said(dict(fault)) for fault in error.errors(include_url=False)]
        raise UsageError("\n".join(["The environment of the server is not right:", *faults])) from None


def _said(fault: dict[str, object]) -> str:
    (name, *_) = fault["loc"] if isinstance(fault["loc"], tuple) and fault["loc"] else ("?",)
    told = str(fault["msg"]).removeprefix("Value error, ")
    # A secret must not reach a log because it is too short.
    value = "" if "secret" in str(name) or "token" in str(name) else f" {fault['input']!r}"
    return f"- {PREFIX}{str(name).upper()}:{value} {told}"
