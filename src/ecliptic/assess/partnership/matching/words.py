"""Topics told from words, where a plan says what a thing is and no topic, function or gap of it.

The words and topics are ours; nobody has confirmed them, and what rests on them counts less (`Weights.told`).
"""

from __future__ import annotations

import re
from functools import lru_cache

EDITION = "NASA 2020"
"""Edition of the taxonomy in which the topics below are given."""

# Each row: code of a topic, and the words that tell it. A title may tell several.
_WORDS: tuple[tuple[str, str], ...] = (
    ("TX01.1", r"(?:ascent )?propulsion|(?:main|rocket) engines?|thrusters?"),
    ("TX01.1.3", r"cryogenic propellants?|methane"),
    ("TX02.1", r"avionics|onboard computing|processors?"),
    (
        "TX03.1",
        r"reactors?|nuclear|fission|radioisotope|solar (?:fields|arrays?)|charging|power(?! management)",
    ),
    ("TX03.2", r"batter(?:y|ies)|energy storage"),
    ("TX03.3", r"power (?:management|distribution)|power and data cables?"),
    ("TX04.2", r"(?:micro-)?rovers?|hoppers?|mobility|rotorcraft|helicopters?|relocation"),
    ("TX04.3", r"robotics|robotic|robots?|micro-robots?|manipulat(?:ors?|ion)|canadarm[23]?|offloading"),
    ("TX04.3.4", r"drills?|penetrator|excavators?"),
    ("TX04.4", r"telerobotics?|telepresence|multi-robot control|human-robot|remote operation"),
    ("TX04.5", r"docking|berthing|rendezvous"),
    ("TX05.2", r"relays?|antennas?|communications?|networks?|telecommunications?"),
    ("TX05.3", r"delay-tolerant|internetworking|interoperability specification"),
    ("TX05.4", r"(?:satellite-)?navigation|positioning|time scale"),
    ("TX05.6", r"optical tracking|space surveillance"),
    ("TX06.1", r"life support|habitats?|habitation module|(?:space )?stations?|surface bases?|lunar bases?"),
    ("TX06.1.2", r"water (?:storage|recovery|reclamation)"),
    ("TX06.1.3", r"waste|trash"),
    ("TX06.2", r"suits?|spacesuits?|airlocks?|extravehicular"),
    ("TX06.3", r"medical|healthcare|health|biology|physiolog(?:y|ical)|countermeasures"),
    ("TX06.3.3", r"behaviou?ral"),
    ("TX06.3.5", r"greenhouse|plant growth|farming|food|nutrition"),
    ("TX06.4", r"environmental monitors?"),
    ("TX06.4.2", r"fire"),
    ("TX06.5", r"radiation"),
    ("TX07.1", r"resource (?:use|mapping)|isru|propellant plant|mining|(?:oxygen|metal) extraction"),
    ("TX07.1.2", r"excavation|regolith"),
    ("TX07.2.1", r"supplies|commodities|logistics"),
    ("TX07.2.2", r"in[- ]situ manufacturing|spares"),
    ("TX07.2.3", r"construction|structure assembly"),
    ("TX07.2.5", r"dust(?:-tolerant)?"),
    ("TX07.3.5", r"planetary protection"),
    ("TX08.1", r"orbiters?|mapper|mapping|(?:multi-)?flybys?|shadowcam|imag(?:er|ing)"),
    ("TX08.2", r"telescopes?|observatory"),
    ("TX08.3", r"(?:retro)?reflectors?|seismometers?|detectors?|spectrometers?|instruments?|analy[sz]ers?"),
    ("TX08.3.3", r"sample[ -]returns?|samples?"),
    ("TX09.1", r"entry"),
    ("TX09.3", r"landers?|landing(?! site)"),
    ("TX09.4.7", r"precision landing|hazard avoidance"),
    ("TX10.1", r"autonomous monitoring"),
    ("TX10.2", r"autonomy|autonomous|decision[- ]making|decision support"),
    ("TX10.2.5", r"fault|anomaly diagnosis"),
    ("TX11.4", r"data handling|data processing|middleware"),
    ("TX12.2", r"(?:pressurised|primary) structures|structures and materials"),
    ("TX12.3.2", r"actuators?|mechanisms?"),
    ("TX13.2", r"test-bed|thermal test|test facility|integration and test|ground facility"),
    ("TX13.3", r"launch vehicles?|launchers?|launch site|launch services?"),
    ("TX14.1", r"cryogenic fluids?"),
    ("TX15", r"crewed|crew ships?|capsules?|cargo ships?|cargo return|crew vehicles?"),
)
_PATTERNS = tuple(
    (code, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)) for code, words in _WORDS
)
# Here the word beside changes what a word says: a ground station is no place to live in.
_TOGETHER = re.compile(r"ground station|station biology|uncrewed|unpressurised", re.IGNORECASE)
_CREWED = re.compile(r"crewe?d? (?=rovers?|mobility|surface)", re.IGNORECASE)
_PLAIN = {"ground station": "antenna", "station biology": "biology"}

_DATA: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("TX08.1", re.compile(r"remote sensing|orbit-to-surface|imagery", re.IGNORECASE)),
    ("TX08.3", re.compile(r"in situ", re.IGNORECASE)),
    ("TX08.3.3", re.compile(r"sample return", re.IGNORECASE)),
)


@lru_cache(maxsize=4096)
def codes_in(text: str) -> tuple[str, ...]:
    """Codes of the topics that a title or a type tells; none where it tells nothing."""
    plain = _TOGETHER.sub(lambda found: _PLAIN.get(found[0].casefold(), ""), _CREWED.sub("", text))
    return tuple(code for code, pattern in _PATTERNS if pattern.search(plain))


@lru_cache(maxsize=256)
def codes_of_data(data_type: str) -> tuple[str, ...]:
    """Codes of the topics of the instruments that gather a sort of data."""
    return tuple(code for code, pattern in _DATA if pattern.search(data_type))
