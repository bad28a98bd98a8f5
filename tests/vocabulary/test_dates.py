"""Vague dates: what each form allows, and that nothing is lost or guessed on the way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ecliptic.vocabulary import PlannedDate
from ecliptic.vocabulary.dates import FORMS

YEARS = st.integers(1000, 9990)


def simple_forms() -> st.SearchStrategy[str]:
    """Every form that names one span of days."""
    year = YEARS.map(str)
    decade = st.integers(100, 998).map(lambda tens: f"{tens}0s")
    part = st.sampled_from(["early", "mid", "late", "Early", "LATE"])
    return st.one_of(
        year,
        st.builds("{}-{:02}".format, year, st.integers(1, 12)),
        st.dates(date(1000, 1, 1), date(9990, 1, 1)).map(date.isoformat),
        st.builds("{}-Q{}".format, year, st.integers(1, 4)),
        st.builds("{}Q{}".format, year, st.integers(1, 4)),
        st.builds("{}-H{}".format, year, st.integers(1, 2)),
        st.builds("{} {}".format, part, year),
        decade,
        st.builds("{} {}".format, part, decade),
        st.builds("FY{} {}".format, year, st.sampled_from(["US", "JP", "IN", "UK", "CA"])),
    )


def forms() -> st.SearchStrategy[str]:
    """Every form, also with open sides, ranges and doubt."""
    bound = st.sampled_from(["NET", "NLT", "from", "by", "not earlier than", "not later than"])
    ranges = st.tuples(YEARS, YEARS).map(lambda pair: "{}/{}".format(*sorted(pair)))
    return st.one_of(
        simple_forms(),
        st.builds("{} {}".format, bound, simple_forms()),
        simple_forms().map("../{}".format),
        simple_forms().map("{}/..".format),
        ranges,
        simple_forms().map("about {}".format),
        YEARS.map("{}~".format),
    )


@given(forms())
def test_a_form_keeps_its_words_and_spans_days_in_order(text: str) -> None:
    planned = PlannedDate.parse(text)
    assert planned.text == text
    assert planned.earliest is not None or planned.latest is not None
    if planned.earliest is not None and planned.latest is not None:
        assert planned.earliest <= planned.latest
    assert PlannedDate.parse(str(planned)) == planned


@given(forms())
def test_edtf_allows_the_same_days(text: str) -> None:
    planned = PlannedDate.parse(text)
    assert planned.edtf is not None
    again = PlannedDate.parse(planned.edtf)
    assert (again.earliest, again.latest) == (planned.earliest, planned.latest)
    assert again.edtf == planned.edtf


@given(simple_forms(), st.sampled_from(["  ", "\t", "\n", "\u00a0"]))
def test_white_space_does_not_matter(text: str, space: str) -> None:
    assert PlannedDate.parse(space + text.replace(" ", space) + space) == PlannedDate.parse(text)


@given(st.text(max_size=60) | st.from_regex(r"[0-9/.~ NETLFYHQs-]{1,30}", fullmatch=True))
def test_nonsense_is_refused_with_the_forms_that_are_understood(text: str) -> None:
    refusal = None
    try:
        planned = PlannedDate.parse(text)
    except ValueError as error:
        refusal = str(error)
    assert PlannedDate.parse(planned.text) == planned if refusal is None else FORMS in refusal


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "soon", "20280", "2028-13", "2028-02-30", "2028-00", "0000", "28", "2028-Q5", "2028-H3"),
        *("2032/2030", "NET", "NET NET 2030", "NLT NET 2030", "../..", "2030/", "2030/NET 2031", "about"),
        *("FY2032", "FY2032 XX", "about 9999", "२०२८", "NET " * 4000 + "2030", "2030/2031/2032"),
    ],
)
def test_what_only_looks_like_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        PlannedDate.parse(text)


def test_a_long_text_is_not_repeated_in_full() -> None:
    with pytest.raises(ValueError, match="is not a date") as caught:
        PlannedDate.parse("x" * 30_000)
    assert len(str(caught.value)) < 500


# The fiscal years of governments: of the United States from 31 U.S.C. 1102 (1 October to 30 September),
# of Japan from the Public Finance Act, article 11 (1 April to 31 March), of India from the General Clauses
# Act, section 3(21) (from 1 April).
@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2027-02", date(2027, 2, 1), date(2027, 2, 28)),
        ("2028-07-04", date(2028, 7, 4), date(2028, 7, 4)),
        ("2028-Q3", date(2028, 7, 1), date(2028, 9, 30)),
        ("2028-H2", date(2028, 7, 1), date(2028, 12, 31)),
        ("late 2028", date(2028, 9, 1), date(2028, 12, 31)),
        ("2030s", date(2030, 1, 1), date(2039, 12, 31)),
        ("early 2030s", date(2030, 1, 1), date(2033, 12, 31)),
        ("late 2030s", date(2037, 1, 1), date(2039, 12, 31)),
        ("2030/2032", date(2030, 1, 1), date(2032, 12, 31)),
        ("2030-06/2031-Q1", date(2030, 6, 1), date(2031, 3, 31)),
        ("NET 2031-12", date(2031, 12, 1), None),
        ("2031-12/..", date(2031, 12, 1), None),
        ("NLT 2030", None, date(2030, 12, 31)),
        ("../2030", None, date(2030, 12, 31)),
        ("about 2030", date(2029, 1, 1), date(2031, 12, 31)),
        ("2030~", date(2029, 1, 1), date(2031, 12, 31)),
        ("FY2032 US", date(2031, 10, 1), date(2032, 9, 30)),
        ("FY2032 JP", date(2032, 4, 1), date(2033, 3, 31)),
        ("FY2032 IN", date(2032, 4, 1), date(2033, 3, 31)),
    ],
)
def test_a_form_allows_these_days(text: str, earliest: date | None, latest: date | None) -> None:
    planned = PlannedDate.parse(text)
    assert (planned.earliest, planned.latest) == (earliest, latest)


def test_every_form_that_a_message_offers_is_understood() -> None:
    for form in FORMS.split(", "):
        PlannedDate.parse(form.partition(" (")[0])


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2028-07", "2028-07"),
        ("about 2030", "2030~"),
        ("2030~", "2030~"),
        ("NET 2031-12", "2031-12-01/.."),
        ("NLT 2030", "../2030-12-31"),
        ("2028-Q3", "2028-07-01/2028-09-30"),
    ],
)
def test_edtf_says_the_same(text: str, edtf: str) -> None:
    assert PlannedDate.parse(text).edtf == edtf


def test_a_span_without_days_has_no_edtf() -> None:
    assert PlannedDate("some day", None, None).edtf is None


def test_records_take_text_days_and_instants_but_no_numbers() -> None:
    reader = TypeAdapter(PlannedDate)
    assert reader.validate_python("2028") == PlannedDate.parse("2028")
    assert reader.validate_python(date(2028, 7, 4)).text == "2028-07-04"
    assert reader.validate_python(datetime(2028, 7, 4, 12, tzinfo=UTC)).text == "2028-07-04"
    assert reader.dump_json(PlannedDate.parse("NET 2031")) == b'"NET 2031"'
    with pytest.raises(ValidationError, match="is not a date"):
        reader.validate_python(2028)


def test_dates_sort_by_their_first_possible_day() -> None:
    texts = ["NLT 2030", "2028", "2028-Q3", "NET 2028-Q3", "about 2031", "2031"]
    assert [d.text for d in sorted(map(PlannedDate.parse, texts), key=lambda d: d.sort_key)] == [
        *("NLT 2030", "2028", "2028-Q3", "NET 2028-Q3", "about 2031", "2031")
    ]
