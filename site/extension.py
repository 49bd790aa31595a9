"""What the site adds to Sphinx: formulas as MathML, which keep the marks beside them, and links to run notebooks."""

import mathml
from build import run_links


def setup(app):
    """Sphinx calls this."""
    app.add_html_math_renderer("mathml", (mathml.visit_inline, None), (mathml.visit_block, None))
    app.connect("html-page-context", _offer_to_run)
    app.connect("html-page-context", _keep_marks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _offer_to_run(app, page, template, context, doctree):
    folder, _, name = page.partition("/")
    if folder == "notebooks":
        context["run_links"] = run_links(f"{name}.ipynb")


def _keep_marks(app, page, template, context, doctree):
    if "body" in context:
        context["body"] = mathml.with_their_marks(context["body"])
