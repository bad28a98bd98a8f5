"""In which region of the world a country lies, by the United Nations' standard M49."""

from __future__ import annotations

from typing import NamedTuple

from ecliptic.vocabulary import Organisation

# Regions and sub-regions of M49 (unstats.un.org/unsd/methodology/m49), recalled and not checked;
# countries by ISO 3166-1 alpha-2.
_REGIONS: dict[str, dict[str, str]] = {
    "Africa": {
        "Northern Africa": "DZ EG EH LY MA SD TN",
        "Eastern Africa": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
        "Middle Africa": "AO CD CF CG CM GA GQ ST TD",
        "Southern Africa": "BW LS NA SZ ZA",
        "Western Africa": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    },
    "Americas": {
        "Caribbean": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
        "Central America": "BZ CR GT HN MX NI PA SV",
        "South America": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
        "Northern America": "BM CA GL PM US",
    },
    "Asia": {
        "Central Asia": "KG KZ TJ TM UZ",
        "Eastern Asia": "CN HK JP KP KR MN MO",
        "South-eastern Asia": "BN ID KH LA MM MY PH SG TH TL VN",
        "Southern Asia": "AF BD BT IN IR LK MV NP PK",
        "Western Asia": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    },
    "Europe": {
        "Eastern Europe": "BG BY CZ HU MD PL RO RU SK UA",
        "Northern Europe": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
        "Southern Europe": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA",
        "Western Europe": "AT BE CH DE FR LI LU MC NL",
    },
    "Oceania": {
        "Australia and New Zealand": "AU CC CX HM NF NZ",
        "Melanesia": "FJ NC PG SB VU",
        "Micronesia": "FM GU KI MH MP NR PW UM",
        "Polynesia": "AS CK NU PF PN TK TO TV WF WS",
    },
}


class Region(NamedTuple):
    """A region, and the sub-region where one is known."""

    region: str
    sub_region: str | None = None


_OF_COUNTRY = {
    code: Region(region, sub_region)
    for region, parts in _REGIONS.items()
    for sub_region, codes in parts.items()
    for code in codes.split()
}


def region_of(organisation: Organisation) -> Region | None:
    """The region of an organisation's country; one that names a region as its country lies in that."""
    if organisation.country_code is not None:
        return _OF_COUNTRY.get(organisation.country_code)
    return Region(organisation.country) if organisation.country in _REGIONS else None


def distance(one: Region | None, other: Region | None) -> int:
    """0 in one sub-region, 1 in one region, 2 in different ones or where either is unknown."""
    if one is None or other is None or one.region != other.region:
        return 2
    return int(one.sub_region is None or one.sub_region != other.sub_region)
