"""PNG: the same bytes each time, with letters, and a plain word where resvg is missing."""

from __future__ import annotations

import struct
import sys
from pathlib import Path

import pytest

from ecliptic import publish
from ecliptic.errors import MissingExtraError
from publish.sample import figures


def size(png: bytes) -> tuple[int, int]:
    """Width and height as the header of a PNG states them."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_png_is_twice_the_svg_and_the_same_each_time() -> None:
    pytest.importorskip("resvg_py")
    figure = figures()["bars"]
    first = publish.figure_png(figure)
    assert size(first)[0] == 2112
    assert publish.figure_png(figure) == first


def test_letters_are_drawn() -> None:
    pytest.importorskip("resvg_py")
    figure = figures()["bars"]
    assert publish.figure_png(figure) != publish.figure_png(figures("Dragon")["bars"])


def test_without_resvg_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(MissingExtraError, match=r"ecliptic\[figures\]"):
        publish.figure_png(figures()["bars"])


def test_fonts_and_their_licence_are_in_the_package() -> None:
    folder = Path(publish.__file__).parent / "fonts"
    assert sorted(path.name for path in folder.iterdir()) == [
        "DejaVuSans-Bold.ttf",
        "DejaVuSans.ttf",
        "LICENSE.txt",
    ]
    assert "Bitstream Vera is a trademark" in (folder / "LICENSE.txt").read_text(encoding="utf-8")
