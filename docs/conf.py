"""How the documentation site is built; it needs no network and loads nothing from one."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from reference_pages import write_reference  # noqa: E402 - this folder is no package

metadata = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "Ecliptic"
author = "The Ecliptic contributors"
project_copyright = "the Ecliptic contributors, Apache-2.0"
release = version = metadata["version"]
language = "en-GB"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["README.md", "**.ipynb_checkpoints"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
# A word in single backticks, as in docstrings, is a name in the code.
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"

# Notebooks are run in every build, so that what they show is what the program does now.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 300
# The scripts of interactive widgets would come from a content network.
nb_ipywidgets_js: dict[str, dict[str, str]] = {}

html_theme = "furo"
html_title = f"Ecliptic {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1d4e89", "color-brand-content": "#1d4e89"},
    "dark_css_variables": {"color-brand-primary": "#8ab8f2", "color-brand-content": "#8ab8f2"},
}


def setup(app: Sphinx) -> None:
    """Write the pages that are made from the program before Sphinx looks for pages."""
    write_reference(HERE / "reference" / "generated")
