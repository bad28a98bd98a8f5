"""Networks show every line with its letter, say what is left out, and stay sound with any data."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic.publish.figures import draw, draw_slim, figure_svg
from ecliptic.publish.figures.network import SLIM, WIDE, draw_network
from ecliptic.publish.figures.network_panels import MOST_LEFT, MOST_RIGHT
from ecliptic.publish.figures.parts import SLIM_WIDTH, no_link
from ecliptic.publish.figures.strokes import STROKES, strokes_of
from ecliptic.publish.palette import INKS
from ecliptic.publish.svg import Drawing
from ecliptic.vocabulary import Firmness, Role
from publish.choices import ROLES, end, network, tie
from publish.figures.reading import SVG, are_numbers_sound, ends, figure, has_words, root_of, texts, ties
from publish.test_palette import contrast

SHEETS = [WIDE, SLIM]


def big(left: int, right: int) -> dict[str, Any]:
    """Many ends with long names, in four groups, with three lines for each need but every tenth."""
    name = "that has a name so long that no column of any table could ever hold it in one line"
    links = [
        tie((7 * n + 11 * k) % left, n, ("lead", "contributor", "backup")[k])
        for n in range(right)
        for k in range(3)
        if n % 10 and left
    ]
    return {
        **network(),
        "left": [end(f"O{n}", f"Organisation {n} {name if n % 9 == 0 else ''}") for n in range(left)],
        "right": [end(f"N{n}", f"Need {n} {name}", f"Group {4 * n // right}") for n in range(right)],
        "links": links,
    }


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_line_is_drawn_once_with_a_letter_and_words(sheet: Any) -> None:
    data: Any = network()
    drawing = draw_network(data, no_link, sheet)
    assert sorted(ties(drawing)) == sorted(f"l{k['left']} r{k['right']}" for k in data["links"])
    written = texts(drawing)
    assert {"L", "B", "C", "?"} <= set(written)
    for link in data["links"]:
        assert f"<title>{link['label']}</title>" in drawing.body


def test_ends_without_a_line_are_told() -> None:
    drawing = draw(figure("network", network()))
    assert "JAXA" not in texts(drawing)
    assert "Organisations without a line: JAXA." in " ".join(texts(drawing))
    assert "nobody takes it on" in texts(drawing)
    assert "Needs for which nobody takes it on: Cold storage." in drawing.description
    assert "r3" in ends(drawing)


def test_description_counts_what_is_seen() -> None:
    words = draw(figure("network", network())).description
    assert words.startswith("Network of 3 organisations and 4 needs with 5 lines: leads: 2;")
    assert "unknown: 1" in words
    assert "Most lines: ESA (3), Orion (2)." in words


def test_counts_under_a_name_follow_the_key() -> None:
    assert "L 1 · C 1" in texts(draw(figure("network", network())))
    data = network()
    data["links"] = [tie(1, 0, None), tie(1, 1, "backup"), tie(1, 2, "lead")]
    assert "L 1 · B 1 · ? 1" in texts(draw(figure("network", data)))


def test_key_explains_what_is_used_and_nothing_else() -> None:
    data = network()
    data["links"] = [tie(0, 0)]
    written = texts(draw(figure("network", data)))
    assert "leads" in written
    assert "contributes a part" not in written


def test_unverified_lines_are_marked() -> None:
    written = texts(figure("network", network()))
    assert "unverified: recalled, not found in a document" in written


def test_groups_have_headings_and_stay_together() -> None:
    drawing = draw(figure("network", network()))
    written = texts(drawing)
    assert written.count("Functions") == written.count("Technology gaps") == 1
    assert [e for e in ends(drawing) if e[0] == "r"][:2] in (["r0", "r1"], ["r1", "r0"])


@pytest.mark.parametrize("sheet", SHEETS)
def test_many_ends_are_limited_and_a_sentence_says_so(sheet: Any) -> None:
    drawing = draw_network(big(130, 60), no_link, sheet)  # type: ignore[arg-type] # such data
    drawn = ends(drawing)
    assert len({e for e in drawn if e[0] == "l"}) <= MOST_LEFT
    assert len([e for e in drawn if e[0] == "r"]) == len({e for e in drawn if e[0] == "r"}) <= MOST_RIGHT
    written = " ".join(texts(drawing))
    assert "Not drawn, to keep this legible:" in written
    assert "of 60 needs" in written
    assert "The data of the figure hold all." in written
    assert len(drawing.pieces) > 1
    assert are_numbers_sound(drawing)


def test_no_need_looks_untaken_because_its_organisation_is_not_drawn() -> None:
    data: Any = big(130, 60)
    taken = {f"r{link['right']}" for link in data["links"]}
    drawing = draw_network(data, no_link)
    reached = {pair.split()[1] for pair in ties(drawing)}
    assert {e for e in ends(drawing) if e[0] == "r"} & taken <= reached
    more = [text for text in texts(drawing) if "more line" in text]
    assert more


@pytest.mark.parametrize(("left", "right"), [(0, 0), (1, 0), (0, 1), (1, 1), (26, 40), (130, 60), (60, 130)])
def test_extremes_are_drawn(left: int, right: int) -> None:
    made = figure("network", big(left, right))
    assert has_words(made)
    assert are_numbers_sound(made)
    assert figure_svg(made) == figure_svg(made)


@pytest.mark.parametrize("sheet", SHEETS)
def test_ends_of_a_side_do_not_overlap(sheet: Any) -> None:
    drawing = draw_network(big(40, 30), no_link, sheet)  # type: ignore[arg-type] # such data
    for piece in drawing.pieces:
        bars: dict[str, list[tuple[float, float]]] = {"l": [], "r": []}
        for group in root_of(Drawing(drawing.width, (piece,), "")).iter(f"{SVG}g"):
            side = group.get("data-end", "")[:1]
            for bar in group.findall(f"{SVG}rect") if side else ():
                top = float(str(bar.get("y")))
                bars[side].append((top, top + float(str(bar.get("height")))))
        for spans in bars.values():
            spans.sort()
            assert all(one[1] <= two[0] for one, two in pairwise(spans))
            assert all(top >= 0 and bottom <= piece.height for top, bottom in spans)


def test_a_phone_gets_a_drawing_of_its_own() -> None:
    slim = draw_slim(figure("network", network()))
    assert slim is not None
    assert slim.width == SLIM_WIDTH
    assert draw_slim(figure("flow", {})) is None


TEXT = st.text(max_size=60)
GROUP = st.sampled_from([None, "A", "B", "A group with a rather long name that wraps"])
END = st.builds(lambda label, group, note: {**end(label, label, group), "note": note}, TEXT, GROUP, TEXT)
CATEGORY = st.none() | st.sampled_from(["lead", "contributor", "backup", "unknown", "fact"]) | TEXT


@st.composite
def networks(draw: Any) -> dict[str, Any]:
    """Any network, however odd."""
    left, right = draw(st.lists(END, max_size=9)), draw(st.lists(END, max_size=9))
    links = []
    if left and right:
        places = st.tuples(
            st.integers(0, len(left) - 1), st.integers(0, len(right) - 1), CATEGORY, st.booleans()
        )
        links = [tie(a, b, c, unverified=u) for a, b, c, u in draw(st.lists(places, max_size=25))]
    return {**network(), "left": left, "right": right, "links": links, "left_title": draw(TEXT)}


@settings(max_examples=60)
@given(networks())
def test_any_network_is_sound(data: dict[str, Any]) -> None:
    made = figure("network", data)
    assert has_words(made)
    assert are_numbers_sound(made)
    slim = draw_slim(made)
    assert slim is not None
    assert are_numbers_sound(slim)
    assert sorted(ties(slim)) == sorted(f"l{k['left']} r{k['right']}" for k in data["links"])


# --- lines ----------------------------------------------------------------------------------------


def test_roles_and_firmness_have_lines_that_differ_without_colour() -> None:
    for words in (
        [r.value for r in Role],
        [f.value for f in Firmness],
        [r["value"] for r in ROLES] + ["present"],
    ):
        strokes = strokes_of(words)
        used = [strokes[word] for word in words]
        assert len({stroke.letter for stroke in used}) == len(used)
        assert len({(stroke.dash, stroke.width_px) for stroke in used}) == len(used)


@given(st.lists(st.text(max_size=5), max_size=40, unique=True))
def test_no_two_categories_share_a_letter(values: list[str]) -> None:
    strokes = strokes_of([*values, "lead", "fact", "partner", "planned"])
    letters = [
        strokes[value].letter for value in dict.fromkeys([*values, "lead", "fact", "partner", "planned"])
    ]
    known = [letter for letter in letters if letter != "?"]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("tone", ["light", "dark"])
@pytest.mark.parametrize("ink", sorted({stroke.ink for stroke in STROKES}))
def test_lines_can_be_seen(tone: str, ink: str) -> None:
    assert contrast(getattr(INKS[ink], tone), getattr(INKS["card"], tone)) >= 3
