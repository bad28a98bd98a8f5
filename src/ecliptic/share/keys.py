"""Keys for signing packages: Ed25519 by `cryptography`, an optional package.

A public key is one line of text, `ed25519:` and its 32 bytes in base64, fit for a mail or a form; a private
key is a PEM file (PKCS #8) that only its owner can read.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ecliptic.errors import DataProblemsError, MissingExtraError, Problem, UsageError
from ecliptic.share.files import contents, unreadable
from ecliptic.share.rows import printable

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "ed25519:"
KEY_BYTES, SIGNATURE_BYTES = 32, 64

_LARGEST_KEY_FILE = 16 * 2**10
# Points of small order (RFC 8032, section 5.1): whoever registered one would let anybody sign. The last bit
# of a key is the sign of x, which does not matter here.
_WEAK = frozenset(
    bytes.fromhex(point)
    for point in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    )
)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key; show it to nobody."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key that belongs to it, as text."""
        return as_text(self.private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The signature of a message: 64 bytes, always the same for the same message."""
        return self.private.sign(message)


def make_key() -> SigningKey:
    """A new private key."""
    _, private, _ = _ed25519()
    return SigningKey(private.generate())


def as_text(key: bytes) -> str:
    """A public key, or a signature, as one line of text."""
    return PREFIX + base64.b64encode(key).decode()


def bytes_of(text: str, length: int) -> bytes | None:
    """What `as_text` wrote, or None where it is not of this length or not written in the one right way."""
    try:
        found = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None
    # Base64 has bits that no byte comes of; a text that differs in them would be another text for one key.
    return found if len(found) == length and as_text(found) == text else None


def public_key(text: str) -> str:
    """The public key that a text holds; raises DataProblemsError where it is none that can be trusted."""
    line = text.strip()
    found = bytes_of(line, KEY_BYTES)
    remedy = f'Give it as "{PREFIX}" and 44 characters, the way `ecliptic share new-key` prints it.'
    if found is None:
        message = "is not a public key"
        # Somebody may have pasted the private key, which must not appear in any message or record.
        value = None if "PRIVATE" in line else printable(line)
        raise DataProblemsError([Problem(message, remedy, "public key", value=value)])
    if found[:-1] + bytes([found[-1] & 0x7F]) in _WEAK:
        message = "is a key with which anybody could sign"
        remedy = "Make a key with `ecliptic share new-key`."
        raise DataProblemsError([Problem(message, remedy, "public key", value=line)])
    return line


def is_signed(message: bytes, signature: bytes, public: str) -> bool:
    """Whether the owner of a public key signed a message."""
    public_class, _, invalid = _ed25519()
    try:
        key = public_class.from_public_bytes(bytes_of(public_key(public), KEY_BYTES) or b"")
        key.verify(signature, message)
    except (invalid, ValueError):
        return False
    return True


# --- files ----------------------------------------------------------------------------------------


def write_key(path: str | Path, key: SigningKey) -> None:
    """Write a private key into a new file that only its owner can read."""
    from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415 - optional package

    path = Path(path)
    pem = key.private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    try:
        # Never through a file that others can read, and never over a key that is in use.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = f"{path} exists. Choose another name: a key that is in use must not be lost."
        raise UsageError(message) from None
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}. Choose another place."
        raise UsageError(message) from error
    with os.fdopen(handle, "wb") as file:
        file.write(pem)


def read_key(path: str | Path) -> SigningKey:
    """Read a private key from its file."""
    _, private_class, _ = _ed25519()
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415 - optional package
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above

    path = Path(path)
    remedy = "Give the file that `ecliptic share new-key` wrote."
    try:
        key = load_pem_private_key(_small(path), password=None)
    except TypeError as error:
        message = "is protected by a passphrase, which cannot be asked for here"
        remedy = "Save the key without one, in a file that only its owner can read."
        raise DataProblemsError([Problem(message, remedy, path.name)]) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise DataProblemsError([Problem("is not a private key", remedy, path.name)]) from error
    if not isinstance(key, private_class):
        message = "is a private key of another kind than Ed25519"
        raise DataProblemsError([Problem(message, remedy, path.name)])
    return SigningKey(key)


def read_public_key(text_or_path: str) -> str:
    """A public key from its text, or from a file that holds this text."""
    if text_or_path.strip().startswith(PREFIX):
        return public_key(text_or_path)
    return public_key(_small(Path(text_or_path)).decode("ascii", errors="replace"))


def _small(path: Path) -> bytes:
    try:
        size = path.stat().st_size
    except OSError as error:
        raise DataProblemsError([unreadable(path.name, error)]) from error
    if size > _LARGEST_KEY_FILE:
        raise DataProblemsError([Problem("is too large to be a key", "Give a key's file.", path.name)])
    return contents(path)


def _ed25519() -> tuple[type[Ed25519PublicKey], type[Ed25519PrivateKey], type[Exception]]:
    """The classes for public and private keys, and what a wrong signature raises."""
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - optional package
        from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            package="cryptography", extra="signing", purpose="A signed package"
        ) from error
    return ed25519.Ed25519PublicKey, ed25519.Ed25519PrivateKey, InvalidSignature
