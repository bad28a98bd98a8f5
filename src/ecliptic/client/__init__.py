"""A server's roadmap from Python: read it as you may see it, and state your organisation's plans.

from ecliptic.client import Client

server = Client("https://roadmap.example.org/", token="ecl_...")
roadmap = server.roadmap()
"""

from ecliptic.client.connection import ServerError
from ecliptic.client.server import Client, Stated

__all__ = ["Client", "ServerError", "Stated"]
