"""Foreign tables through mapping files: layouts are described in data, and none has code of its own."""

from ecliptic.share.mapping.account import Account
from ecliptic.share.mapping.engine import Mapped, apply
from ecliptic.share.mapping.joining import joined
from ecliptic.share.mapping.loading import load_mapping, read_mapping, shipped_mappings
from ecliptic.share.mapping.model import Mapping
from ecliptic.share.mapping.recognition import recognise

__all__ = [
    "Account",
    "Mapped",
    "Mapping",
    "apply",
    "joined",
    "load_mapping",
    "read_mapping",
    "recognise",
    "shipped_mappings",
]
