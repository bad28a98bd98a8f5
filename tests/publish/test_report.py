"""The report: everything is linked, marked, escaped and the same each time, and nothing hidden gets out."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecliptic import publish
from ecliptic.assess import Column, Table
from ecliptic.assess.coverage import coverage
from ecliptic.errors import UsageError
from ecliptic.publish.report.anchors import record_id, slug
from ecliptic.roadmap import Roadmap, Viewer
from ecliptic.vocabulary import Function, Organisation, OrganisationType
from publish.sample import PRIVATE_AMOUNT, assessment, roadmap, statements
from saying import said

VOID = {"meta", "br", "hr", "input", "link", "img"}


class Page(HTMLParser):
    """What a page holds: elements with attributes, identifiers, links, and whether tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Attributes of every element of this name."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every identifier."""
        return [str(attributes["id"]) for _, attributes in self.elements if "id" in attributes]

    @property
    def text(self) -> str:
        """All text."""
        return re.sub(r"[ \n]+", " ", "".join(self.texts))


@cache
def sample_report() -> str:
    """The report on the sample, by a question of the program and by one of a plug-in."""
    plans = roadmap()
    return publish.report(plans, [coverage(plans), assessment(plans)], title="Plans & <gaps>")


@cache
def sample_page() -> Page:
    """The same, taken apart."""
    return Page(sample_report())


def test_tags_are_balanced() -> None:
    assert sample_page().open == []


def test_same_roadmap_same_report() -> None:
    plans = roadmap()
    again = publish.report(plans, [coverage(plans), assessment(plans)], title="Plans & <gaps>")
    assert again == sample_report()


def test_no_identifier_twice() -> None:
    ids = sample_page().ids
    assert len(ids) == len(set(ids))


def test_every_link_inside_leads_somewhere() -> None:
    page = sample_page()
    places = set(page.ids)
    links = [str(a["href"]) for a in [*page.of("a"), *page.of("use")] if "href" in a]
    inside = [link[1:] for link in links if link.startswith("#")]
    assert len(inside) > 100
    assert [link for link in inside if link not in places] == []


def test_links_to_the_outside_are_web_addresses_of_sources_only() -> None:
    outside = [a for a in sample_page().of("a") if not str(a["href"]).startswith("#")]
    assert outside
    assert {a["href"] for a in outside} == {"https://example.org/add?rev=c&page=1"}
    assert all(a["rel"] == "noopener noreferrer" for a in outside)


def test_policy_allows_one_style_and_one_script_by_hash() -> None:
    text = sample_report()
    policy = next(m for m in sample_page().of("meta") if m.get("http-equiv"))["content"] or ""
    for kind, content in (
        ("style", re.findall(r"<style>(.*?)</style>", text, re.DOTALL)),
        ("script", re.findall(r"<script>(.*?)</script>", text, re.DOTALL)),
    ):
        assert len(content) == 1
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")


def test_page_loads_nothing() -> None:
    page = sample_page()
    assert not [
        name for name, _ in page.elements if name in {"img", "link", "iframe", "object", "embed", "base"}
    ]
    assert not [
        a for _, a in page.elements if "src" in a or "style" in a or any(k.startswith("on") for k in a)
    ]
    assert not re.search(r"url\((?!#p-)|@import", sample_report())


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(name[1]) for name, _ in sample_page().elements if re.fullmatch(r"h[1-6]", name)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_tables_have_captions_and_header_cells_have_scopes() -> None:
    page = sample_page()
    assert len(page.of("caption")) == len(page.of("table"))
    assert all(cell.get("scope") in {"col", "row"} for cell in page.of("th"))


def test_scrolling_regions_can_be_reached_and_have_names() -> None:
    regions = [a for a in sample_page().of("div") if "scroll" in str(a.get("class", "")).split()]
    assert regions
    assert all(a.get("tabindex") == "0" and a.get("role") == "group" and a.get("aria-label") for a in regions)


def test_drawings_have_names_and_words() -> None:
    page = sample_page()
    drawn = [a for a in page.of("svg") if "drawn" in str(a.get("class", ""))]
    named = [a for a in drawn if a.get("role")]
    assert {a["aria-label"] for a in named} >= {"A bars of Orion", "A flow of Orion", "A timeline of Orion"}
    assert all(a["aria-describedby"] in page.ids for a in named)


# --- numbers lead to what is under them ------------------------------------------------------------


def test_opening_numbers_lead_to_the_functions_behind_them() -> None:
    text = sample_report()
    tile = re.search(r'<a href="#([^"]+)"><b>(\d+)</b> <span>one element only</span>', text)
    assert tile is not None
    assert tile[2] == "2"
    found = re.search(rf'id="{re.escape(tile[1])}">.*?<p class="ids">(.*?)</p>', text, re.DOTALL)
    assert found is not None
    assert re.findall(r">(FN-[^<]+)<", found[1]) == ["FN-T-102 L", "FN-T-104 L"]


def test_every_record_that_is_led_to_has_statement_and_source() -> None:
    text = sample_report()
    entry = text[text.index(f'id="{record_id("element", "EM-001")}"') :].partition("</li>")[0]
    assert "NASA, version 1, 2025-01-01" in entry
    assert 'href="https://example.org/add?rev=c&amp;page=1"' in entry
    assert "85\u202f000\u00a0kg" in entry
    assert "ESA (2025-02-01) says otherwise: mass kg <q>90\u202f000</q>, not <q>85\u202f000</q>" in entry
    assert "History:" in entry


def test_findings_show_evidence_numbers_and_doubt() -> None:
    text = sample_report()
    for severity in ("high", "medium", "low", "information"):
        assert f"A storm is {severity} for Orion." in text
    assert text.count("rests on unverified statements") == 1
    assert "wind <b>10 m/s</b>" in text
    assert "wind <b>unknown m/s</b>" in text
    assert f'<a href="#{record_id("element", "EM-002")}">EM-002</a>' in text


# --- firmness, doubt, absence ----------------------------------------------------------------------


def test_an_interest_is_never_among_the_contributions() -> None:
    text = sample_report()
    agency = text[text.index('id="agency.JAXA"') :].partition("</article>")[0]
    before, _, after = agency.partition("Interests expressed, which are no commitments")
    assert "Interest in docking" not in before
    assert "Interest in docking" in after
    assert "1 contribution, and 1 interest" in before


def test_agencies_are_the_members_and_not_their_group() -> None:
    page = sample_page()
    assert [a["id"] for a in page.of("article")] == ["agency.ESA", "agency.JAXA", "agency.NASA"]


def test_without_a_group_those_who_contribute_are_shown() -> None:
    alone = [s for s in statements() if s.kind != "organisation" or s.id == "NASA"]
    record = Organisation(id="NASA", name="NASA", type=OrganisationType.AGENCY)
    plans = Roadmap([said(record) if s.kind == "organisation" else s for s in alone])
    page = Page(publish.report(plans, []))
    assert [a["id"] for a in page.of("article")] == ["agency.NASA"]


def test_unverified_records_carry_a_dagger_wherever_they_are_named() -> None:
    text = sample_report()
    address = record_id("mission", "M3")
    links = re.findall(rf'<a href="#{re.escape(address)}">[^<]*</a>(.{{0,60}})', text)
    outside_drawings = [after for after in links if not after.startswith("</")]
    assert len(outside_drawings) >= 3
    assert all('aria-label="unverified"' in after for after in outside_drawings)
    assert "† unverified" in text[text.index(f'id="{address}"') :].partition("</li>")[0]


def test_share_of_unverified_statements_is_told_for_the_whole_and_for_each_question() -> None:
    page = sample_page()
    things = len(roadmap())
    whole = f"Of the {things} things in the roadmap, 1 (3\u00a0%) rest on an unverified statement"
    assert whole in page.text
    assert "Rests on 20 statements, of which 3 (15\u00a0%) are unverified." in page.text


def test_rules_assumptions_gaps_and_provenance_are_told() -> None:
    text = sample_page().text
    for words in (
        "Rule of Orion",
        "The sky is above.",
        "2 winds: left out.",
        roadmap().digest,
        "holder of the files",
        "limit = 2",
        "strict = no",
    ):
        assert words in text
    assert "none = " not in text


def test_empty_cells_are_dashes_and_not_zeros() -> None:
    row = re.search(r'id="q.weather.t.things">.*?<tbody>(.*?)</tbody>', sample_report(), re.DOTALL)
    assert row is not None
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[1])[6:] == ["–"] * 6


def test_a_report_on_nothing_can_be_written() -> None:
    page = Page(publish.report(Roadmap(), []))
    assert page.open == []
    assert "no statement" in page.text


def test_two_assessments_of_one_question_do_not_get_into_each_others_way() -> None:
    plans = roadmap()
    page = Page(publish.report(plans, [coverage(plans), coverage(plans, phase="HLR")]))
    assert len(page.ids) == len(set(page.ids))
    assert "q.coverage.2" in page.ids


def test_an_assessment_of_another_roadmap_is_refused() -> None:
    other = Roadmap(statements()[:5])
    with pytest.raises(UsageError, match="another roadmap"):
        publish.report(roadmap(), [assessment(other)])


def test_long_tables_keep_their_later_rows_as_data() -> None:
    rows = tuple((f"FN-T-101 L; </script><b>{n}", n) for n in range(150))
    table = Table("long", "Long", (Column("a", "A"), Column("b", "B", "integer")), rows)
    plans = roadmap()
    text = publish.report(plans, [assessment(plans, tables=(table,))])
    page = Page(text)
    assert page.open == []
    kept = re.search(r'class="kept">(.*?)</script>', text, re.DOTALL)
    assert kept is not None
    assert len(json.loads(kept[1])) == 120
    assert "<b>" not in kept[1]
    assert "the first 30 of 150 rows" in page.text


# --- what must not get out, and what must not get in ------------------------------------------------


def test_report_for_the_public_holds_nothing_private() -> None:
    secret = said(
        Function(id="FN-SECRET", name="Hidden manoeuvre", phases=("HLR",)), by="ESA", visibility="private"
    )
    shown = {}
    for viewer in (Viewer.holder(), Viewer.public()):
        plans = Roadmap([*statements(), secret], viewer=viewer)
        shown[str(viewer)] = publish.report(plans, [coverage(plans), assessment(plans)])
    amount = f"{int(PRIVATE_AMOUNT):,}".replace(",", "\u202f")
    assert amount in shown["holder"]
    assert "Hidden manoeuvre" in shown["holder"]
    for private in (
        amount,
        PRIVATE_AMOUNT,
        "Hidden manoeuvre",
        "FN-SECRET",
        "budget_amount",
        "budget amount",
    ):
        assert private not in shown["public"]
    assert "the public" in Page(shown["public"]).text


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "<!--",
    "]]>",
    "\u202eevil\u2066",
    "&lt;script&gt;",
)


def hostile_report(name: str) -> str:
    """A report in which everything that can have a name has this one."""
    plans = Roadmap(
        [
            *statements(),
            said(
                Function(id="FN-X", name=name, description=name, phases=("HLR",)),
                sources=(name, f"javascript:alert('{name}')", f"https://example.org/{name}"),
                stated_by=name,
            ),
        ]
    )
    return publish.report(plans, [coverage(plans), assessment(plans, name)], title=name)


def no_more_than_usual(text: str) -> None:
    """Nothing runs, loads or leads anywhere that a harmless report would not."""
    page = Page(text)
    assert page.open == []
    names = [name for name, _ in page.elements]
    assert names.count("script") == 1 + text.count('<script type="application/json"')
    assert names.count("style") == 1
    assert not {"img", "iframe", "object", "embed", "base", "form"} & set(names)
    for _, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "style"]
        address = attributes.get("href") or ""
        assert re.match(r"#|https?://", address) or not address
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_cannot_inject(name: str) -> None:
    no_more_than_usual(hostile_report(name))


@settings(max_examples=15)
@given(
    st.text(
        st.characters(blacklist_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=60
    ).filter(lambda text: text == text.strip())
)
def test_no_name_can_inject(name: str) -> None:
    no_more_than_usual(hostile_report(name))


def test_template_words_in_names_stay_words() -> None:
    assert "49" not in Page(hostile_report("{{ 7 * 7 }}")).text.replace(roadmap().digest, "")[:400]


@given(st.text(), st.text())
def test_no_two_identifiers_share_a_place(one: str, other: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]*", slug(one.encode(errors="replace").decode()))
    if one != other:
        assert slug(one.encode(errors="replace").decode()) != slug(
            other.encode(errors="replace").decode()
        ) or (one.encode(errors="replace") == other.encode(errors="replace"))
