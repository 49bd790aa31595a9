"""Sphinx's settings for the reading site. `build.py` lays the pages out and calls Sphinx; see there."""

import os
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "tools")]

project = "Calculus for Machine Learning"
author = "the Calculus for Machine Learning authors"
language = "en"
copyright = f"{author}. Text and figures: CC BY 4.0. Code: MIT."
extensions = ["myst_nb", "extension"]

nb_execution_mode = "off"  # build.py has run them
nb_ipywidgets_js = {}  # no script from elsewhere
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
exclude_patterns = ["README.md"]  # index.md includes its table
if os.environ.get("CALCML_SITE_PART"):
    suppress_warnings = ["myst.xref_missing"]  # links to notebooks that are left out

html_theme = "furo"
html_title = project
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#00598c", "color-brand-content": "#00598c"},
    "dark_css_variables": {"color-brand-primary": "#7cc4ee", "color-brand-content": "#7cc4ee"},
}
html_static_path = ["_static", os.environ["CALCML_SITE_FILES"]]  # the second are those that build.py makes
html_css_files = ["live.css", "site.css"]
html_js_files = [("live.js", {"defer": "defer"})]
templates_path = ["_templates"]
html_copy_source = html_show_sourcelink = False  # each notebook is beside its page, as a reader wants it
html_last_updated_fmt = None
html_permalinks_icon = "#"
pygments_style, pygments_dark_style = "a11y-light", "a11y-dark"
