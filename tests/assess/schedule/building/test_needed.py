"""When phases need their functions."""

from datetime import date

import pytest

from ecliptic.assess.schedule.building import needed
from ecliptic.errors import UsageError
from made_plans import DAY, roadmap, said

ROADMAP = roadmap(
    said("phase", "P", name="First", also_known_as=["P1"]),
    said("phase", "Q", name="Second", follows="P", start="2029"),
    said("phase", "R", name="Third", follows="Q"),
    said("element", "E", phases=["P"], first_use="late 2027", name="Lander"),
)


def test_as_stated_indicated_or_unknown() -> None:
    found = needed(ROADMAP, ["R", "Q", "P"], day=DAY)
    assert list(found) == ["P", "Q", "R"]
    assert (found["P"].day, found["P"].how, found["P"].is_indication) == (
        date(2027, 12, 31),
        "indicated",
        True,
    )
    assert "Lander (element E), late 2027; this is an indication" in found["P"].basis
    assert (found["Q"].day, found["Q"].how) == (date(2029, 12, 31), "as stated")
    assert (found["R"].day, found["R"].when, found["R"].how) == (None, None, "unknown")


def test_what_is_past_indicates_nothing() -> None:
    found = needed(ROADMAP, ["P"], day=date(2028, 1, 1))["P"]
    assert (found.day, found.how) == (None, "unknown")
    assert "all that is planned for it with a date is past" in found.basis


def test_what_is_asked_for_wins() -> None:
    found = needed(ROADMAP, ["P", "Q"], ["P1=2028-12", " Q = NET 2031 "], day=DAY)
    assert (found["P"].day, found["P"].how) == (date(2028, 12, 31), "as asked")
    assert found["Q"].day == date(2031, 1, 1)


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as told:
        needed(ROADMAP, ["P", "Q"], ["P", "P=soon", "X=2028", "Q=2030", "Q=2031", "=2030"], day=DAY)
    text = str(told.value)
    for words in (
        '"P": write a phase',
        '"P=soon": "soon" is not a date',
        "\"X=2028\": There is no phase 'X'. Choose one of: P, Q",
        '"Q=2031": Q is given twice',
        '"=2030": write a phase',
    ):
        assert words in text, words
