"""The base of every record kind and the register of all kinds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from ecliptic.vocabulary.fields import FieldSpec, Identifier, fields_of

KINDS: dict[str, type[Record]] = {}
"""Every record kind by its slug, in the order of the families."""


class Record(BaseModel):
    """What is said about one thing; frozen, and closed to unknown fields."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, validate_default=False
    )

    kind: ClassVar[str]
    """Slug of the kind, as used in files, addresses and commands."""
    plural: ClassVar[str]
    """Name of the kind's file and sheet."""
    family: ClassVar[str]
    """Family of kinds that this one belongs to; by default named after the module that defines it."""
    lead_field: ClassVar[str | None] = None
    """Field that names the organisation whose own statement about the thing wins."""
    any_refs: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields with the identifier of a thing of any kind, each with the field that names its kind."""
    expected: ClassVar[tuple[tuple[str, ...], ...]] = ()
    """Optional fields without which little can be told about the thing; of each group one is enough.

    Completeness is measured by them. A field that says nothing about most things is not among them.
    """

    confidential: ClassVar[bool] = False
    """Whether statements of this kind are never public: where nothing narrower is said, they are private."""

    id: Identifier
    """Identifier, unique within the kind and stable for ever; the source's own where it has one."""

    def __init_subclass__(
        cls,
        *,
        kind: str,
        plural: str,
        lead: str | None = None,
        any_refs: Mapping[str, str] = MappingProxyType({}),
        family: str | None = None,
        expected: tuple[str | tuple[str, ...], ...] = (),
    ) -> None:
        """Register the new kind; `expected` names fields, and groups of fields that stand for one another."""
        super().__init_subclass__()
        cls.kind, cls.plural, cls.lead_field, cls.any_refs = kind, plural, lead, any_refs
        cls.family = family or cls.__module__.rpartition(".")[2]
        cls.expected = tuple((group,) if isinstance(group, str) else group for group in expected)
        KINDS[kind] = cls

    @property
    def label(self) -> str:
        """What people call the thing: its name or title, else its identifier."""
        # Asking a model for a field that it does not have is slow, and audits ask for many labels.
        values = self.__dict__
        return str(values.get("name") or values.get("title") or self.id)

    def kind_referred_to(self, field: str) -> str | None:
        """Kind of the thing that a field identifies, where another field of this record says it."""
        kind_field = self.any_refs.get(field)
        return None if kind_field is None else str(getattr(self, kind_field))

    @classmethod
    def fields(cls) -> tuple[FieldSpec, ...]:
        """Describe each field of this kind."""
        return fields_of(cls)
