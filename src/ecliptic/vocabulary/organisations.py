"""Who: agencies, companies, institutes and the groups that they form."""

from __future__ import annotations

from ecliptic.vocabulary.dates import PlannedDate
from ecliptic.vocabulary.fields import Ref, Text
from ecliptic.vocabulary.record import Record
from ecliptic.vocabulary.terms import OrganisationType


class Organisation(
    Record,
    kind="organisation",
    plural="organisations",
    lead="id",
    expected=("acronym", "country", "country_code"),
):
    """An agency, company, institute, intergovernmental body or group of them."""

    name: Text
    """Official name, in the organisation's own language where it uses one."""
    english_name: Text | None = None
    """Name in English."""
    acronym: Text | None = None
    """Short name."""
    type: OrganisationType
    """What sort of organisation it is."""
    country: Text | None = None
    """Country as the organisation writes it."""
    country_code: Text | None = None
    """ISO 3166-1 alpha-2 code of the country."""
    former_names: tuple[Text, ...] = ()
    """Names used before, or in other editions of the same source."""
    parent: Ref[Organisation] | None = None
    """Organisation that this one belongs to."""
    member_of: tuple[Ref[Organisation], ...] = ()
    """Groups of which it is a member."""
    joined: PlannedDate | None = None
    """When it became a member."""
    left: PlannedDate | None = None
    """When its membership ended."""
    founder: bool | None = None
    """Whether it was among the founders of the group it is a member of."""
    ror: Text | None = None
    """Identifier in the Research Organization Registry."""
    wikidata: Text | None = None
    """Wikidata item."""
    notes: Text | None = None
    """Anything that a reader must know."""
