"""Keys: what goes out comes back, and what is no key, or no safe one, is refused in words."""

from __future__ import annotations

import base64
import stat
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import x25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ecliptic.errors import DataProblemsError, MissingExtraError, UsageError
from ecliptic.share.keys import (
    SigningKey,
    as_text,
    bytes_of,
    is_signed,
    make_key,
    public_key,
    read_key,
    read_public_key,
    write_key,
)

# RFC 8032, section 7.1, test 2.
PRIVATE = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def refused(text: str) -> str:
    with pytest.raises(DataProblemsError) as raised:
        public_key(text)
    (problem,) = raised.value.problems
    return str(problem)


def test_signs_as_the_standard_prints_it() -> None:
    key = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(PRIVATE)))
    assert key.public == as_text(bytes.fromhex(PUBLIC))
    assert key.sign(b"\x72").hex() == SIGNATURE
    assert is_signed(b"\x72", bytes.fromhex(SIGNATURE), key.public)
    assert not is_signed(b"\x73", bytes.fromhex(SIGNATURE), key.public)


@given(st.binary(min_size=32, max_size=32))
def test_text_and_bytes_are_one_to_one(key: bytes) -> None:
    text = as_text(key)
    assert bytes_of(text, 32) == key
    # The last letter before the padding carries two bits that no byte comes of.
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    others = {text[:-2] + letter + "=" for letter in letters} - {text}
    assert all(bytes_of(other, 32) != key for other in others)


@pytest.mark.parametrize(
    "text", ["", "ed25519:", "ed25519:AAAA", "rsa:" + "A" * 44, "ed25519:" + "A" * 43, "ed25519:é" + "A" * 43]
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    assert "is not a public key" in refused(text)
    assert "ecliptic share new-key" in refused(text)


@pytest.mark.parametrize("sign", [0x00, 0x80])
@pytest.mark.parametrize(
    "point",
    [
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
        "ed" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",
    ],
)
def test_keys_with_which_anybody_could_sign_are_refused(point: str, sign: int) -> None:
    key = bytearray.fromhex(point)
    key[-1] |= sign
    assert "anybody could sign" in refused(as_text(bytes(key)))
    forged = bytes([1, *[0] * 63])
    with pytest.raises(DataProblemsError):
        is_signed(b"any message", forged, as_text(bytes(key)))


def test_a_private_key_pasted_by_mistake_is_not_repeated(tmp_path: Path) -> None:
    write_key(tmp_path / "key.pem", make_key())
    pem = (tmp_path / "key.pem").read_text(encoding="ascii")
    secret = pem.splitlines()[1]
    assert secret not in refused(pem)


def test_a_key_comes_back_from_its_file(tmp_path: Path) -> None:
    key = make_key()
    write_key(tmp_path / "key.pem", key)
    assert read_key(tmp_path / "key.pem").public == key.public
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) == 0o600


def test_a_key_in_use_is_not_written_over(tmp_path: Path) -> None:
    first = make_key()
    write_key(tmp_path / "key.pem", first)
    with pytest.raises(UsageError, match="exists"):
        write_key(tmp_path / "key.pem", make_key())
    assert read_key(tmp_path / "key.pem").public == first.public


def test_a_key_cannot_be_written_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_key(tmp_path / "nowhere" / "key.pem", make_key())


def test_public_keys_are_read_from_text_and_from_files(tmp_path: Path) -> None:
    key = make_key()
    (tmp_path / "key.pub").write_text(f"{key.public}\n", encoding="ascii")
    assert read_public_key(key.public) == read_public_key(str(tmp_path / "key.pub")) == key.public
    with pytest.raises(DataProblemsError, match="does not exist"):
        read_public_key(str(tmp_path / "nowhere.pub"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is not a private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "is not a private key"),
        (b"\x00" * 20_000, "too large to be a key"),
    ],
)
def test_what_is_no_private_key_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "key.pem").write_bytes(content)
    with pytest.raises(DataProblemsError, match=words):
        read_key(tmp_path / "key.pem")


def test_keys_of_another_kind_or_behind_a_passphrase_are_refused(tmp_path: Path) -> None:
    for name, key, lock in (
        ("kind", x25519.X25519PrivateKey.generate(), forms.NoEncryption()),
        ("passphrase", make_key().private, forms.BestAvailableEncryption(b"secret")),
    ):
        path = tmp_path / f"{name}.pem"
        path.write_bytes(key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, lock))
        with pytest.raises(DataProblemsError, match=name):
            read_key(path)


def test_without_the_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    with pytest.raises(MissingExtraError, match=r"ecliptic\[signing\]"):
        make_key()


def test_a_key_does_not_print_itself() -> None:
    key = make_key()
    raw = key.private.private_bytes_raw()
    assert base64.b64encode(raw).decode() not in repr(key)
    assert raw.hex() not in repr(key)
