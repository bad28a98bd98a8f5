"""Partnership: who could close which need together, fairly and stably."""

from ecliptic.assess.partnership.question import PartnershipParameters, partnership

__all__ = ["PartnershipParameters", "partnership"]
