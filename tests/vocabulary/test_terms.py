"""Controlled terms: each explained, and the commitment grammar in its order."""

from __future__ import annotations

import json
import pickle

import pytest

from ecliptic.vocabulary import Firmness, Term, Visibility

EVERY_TERM = [term for terms in Term.__subclasses__() for term in terms]


@pytest.mark.parametrize("term", EVERY_TERM, ids=lambda term: f"{type(term).__name__}-{term}")
def test_every_term_is_its_word_and_has_a_meaning(term: Term) -> None:
    assert str(term) == term.value
    assert term.meaning
    assert type(term)(term.value) is term
    assert json.loads(json.dumps(term)) == term.value
    assert pickle.loads(pickle.dumps(term)) is term  # noqa: S301 - pickled on the same line


def test_the_commitment_grammar_runs_from_fact_to_interest() -> None:
    order = [*("fact", "approved", "planned", "considered", "concept", "interest")]
    assert sorted(Firmness, key=lambda firmness: firmness.rank) == order
    assert [firmness for firmness in Firmness if firmness.is_commitment] == ["fact", "approved"]


def test_visibility_widens_from_private_to_public() -> None:
    assert sorted(Visibility, key=lambda visibility: visibility.breadth) == ["private", "members", "public"]
