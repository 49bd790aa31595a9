"""What the site adds to Sphinx: formulas as MathML, and links to run each notebook at the top of its page."""

import mathml
from build import run_links


def setup(app):
    """Sphinx calls this."""
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_block, None))
    app.connect("html-page-context", _offer_to_run)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _offer_to_run(app, page, template, context, doctree):
    folder, _, name = page.partition("/")
    if folder == "notebooks":
        context["run_links"] = run_links(f"{name}.ipynb")
