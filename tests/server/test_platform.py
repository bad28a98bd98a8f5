"""The platform as people meet it: from nothing to a site, from a planner's workbook to a changed picture."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from openpyxl import Workbook, load_workbook

import ecliptic

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from server_site import Site

_PATIENCE_S = 120
_UNALLOCATED = "FN-C-202 L"  # by NASA's own column for the phase FE+
_SUB_ARCHITECTURE = "SA-C"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def test_one_command_opens_the_site_with_the_reference_roadmap(tmp_path: Path, site_page: Page) -> None:
    port = free_port()
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ECLIPTIC_", "DJANGO_"))
    }
    command = [sys.executable, "-c", "from ecliptic.cli import run; run()", "serve", "--port", str(port)]
    log = tmp_path / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, env={**kept, "HOME": str(tmp_path)}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + _PATIENCE_S
        while f"Ecliptic is at {url}" not in log.read_text(encoding="utf-8"):
            assert server.poll() is None, log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            time.sleep(0.2)
        site_page.goto(url)
        things = f"{len(ecliptic.reference()):,}".replace(",", " ")
        assert things in site_page.inner_text("main").replace("\u202f", " ").replace("\u2009", " ")
        site_page.goto(f"{url}/things/missions/M105")
        assert "ESA" in site_page.inner_text("main")
        # The link of the first administrator leads to a form to join.
        (link,) = re.findall(r"http://\S+/invitations/\S+", log.read_text(encoding="utf-8"))
        site_page.goto(link)
        assert site_page.locator("input[type=password]").count() >= 1
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)
    assert "Traceback" not in log.read_text(encoding="utf-8")
    # Nobody is left behind: the worker ends with the server.
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)


def covered(site: Site) -> dict[str, Any]:
    """The row of a sub-architecture in the public's coverage of the phase FE+."""
    table = httpx.get(f"{site.url}/coverage.json", params={"phase": "FE+"}, timeout=60).json()
    (row,) = [row for row in table["rows"] if row["sub_architecture"] == _SUB_ARCHITECTURE]
    return dict(row)


def with_a_provider(content: bytes) -> bytes:
    """The organisation's workbook with an element of its own for a function that nobody provides."""
    book: Workbook = load_workbook(BytesIO(content))
    _add(book, "elements", id="esa-relay", name="Lunar relay", lead="ESA", phases="FE+", firmness="planned")
    _add(
        book,
        "allocations",
        id=f"FE+:{_UNALLOCATED}:esa-relay",
        function=_UNALLOCATED,
        phase="FE+",
        element="esa-relay",
        firmness="planned",
    )
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


def _add(book: Workbook, sheet_name: str, **values: str) -> None:
    sheet = book[sheet_name]
    heads = {str(cell.value).split(" [")[0].strip(): cell.column for cell in sheet[1] if cell.value}
    row = next(n for n in range(2, 10_000) if not any(cell.value for cell in sheet[n]))
    for name, value in values.items():
        sheet.cell(row, heads[name], value)


def test_a_planners_workbook_changes_the_coverage_that_the_public_sees(
    fresh_site: Site, site_page: Page, tmp_path: Path
) -> None:
    before = covered(fresh_site)
    fresh_site.manage("shell", "-c", _PLANNERS_MAY_STATE)
    page = site_page
    _sign_in(fresh_site, page, "esa-planner")
    page.goto(f"{fresh_site.url}/share/")
    with page.expect_download() as download:
        page.click("a[href$='workbook.xlsx']")
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(with_a_provider(Path(download.value.path()).read_bytes()))
    page.goto(f"{fresh_site.url}/share/upload/")
    page.set_input_files("input[type=file]", plan)
    page.click("text=Read and show what would change")
    page.wait_for_url("**/share/uploads/**")
    shown = page.inner_text("main")
    assert "Lunar relay" in shown
    assert covered(fresh_site) == before, "a preview changes nothing"
    page.click("button:has-text('Accept all')")
    page.wait_for_selector("text=Accepted by")
    after = covered(fresh_site)
    assert after["without_element"] == before["without_element"] - 1
    assert after["covered"] == before["covered"] + 1
    # The picture tells it as well, to somebody who has not signed in.
    page.context.clear_cookies()
    page.goto(f"{fresh_site.url}/things/functions/{_UNALLOCATED}")
    assert "Lunar relay" in page.inner_text("main") or "esa-relay" in page.inner_text("main")


_PLANNERS_MAY_STATE = (
    "from ecliptic.server.members.models import MemberOrganisation as M; "
    "M.objects.filter(identifier='ESA').update(planners_may_state=True)"
)


def _sign_in(site: Site, page: Page, person: str) -> None:
    """By the forms, with address, password and the code of an app, as people do."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    from server_store import PASSWORD, TOTP_SECRET

    page.goto(f"{site.url}/account/login/")
    page.fill("input[name=login]", f"{person}@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/account/2fa/authenticate/")
    page.fill("input[name=code]", format_hotp_value(hotp_value(TOTP_SECRET, int(time.time()) // 30)))
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/account/2fa" not in url)
