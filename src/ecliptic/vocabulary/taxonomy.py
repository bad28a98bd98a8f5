"""Taxonomies: named trees of topics by edition, and the many-to-many crosswalks between editions."""

from __future__ import annotations

from ecliptic.vocabulary.fields import Ref, Text, WholeNumber
from ecliptic.vocabulary.record import Record


class TaxonomyNode(Record, kind="taxonomy-node", plural="taxonomy-nodes", family="technology"):
    """A topic of one edition of a taxonomy.

    Codes return in later editions with other meanings, so the identifier carries the edition.
    """

    code: Text
    """Code within its edition, such as TX07.1.2."""
    edition: Text
    """Edition of the taxonomy, such as NASA 2020."""
    title: Text
    """What the topic is called."""
    parent: Ref[TaxonomyNode] | None = None
    """Broader topic."""
    level: WholeNumber | None = None
    """Depth in the tree; 1 at the top."""
    note: Text | None = None
    """Anything that a reader must know."""


class Crosswalk(Record, kind="crosswalk", plural="crosswalks", family="technology"):
    """A correspondence between topics of two editions; several may leave or reach one topic."""

    source_node: Ref[TaxonomyNode]
    """Topic of the one edition."""
    target_node: Ref[TaxonomyNode]
    """Topic of the other edition."""
    scope: Text | None = None
    """How much of the source topic goes over, in the source's words; empty where it does not say."""
