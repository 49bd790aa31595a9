"""The reading site where it needs no build: formulas, links, what a notebook keeps, the check of a built site."""

import importlib.util
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytest.importorskip("sphinx", reason="the site's tools are not installed here: pip install -e .[site]")
sys.path[:0] = [str(ROOT / "site"), str(ROOT / "tools")]

import check  # noqa: E402
import links  # noqa: E402
import mathml  # noqa: E402
import nbformat  # noqa: E402
import running  # noqa: E402

_spec = importlib.util.spec_from_file_location("site_build", ROOT / "site" / "build.py")  # others are called build, too
build = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(build)

# Formulas


def texts():
    """The texts of all notebooks and of the pages in docs/."""
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.stem, "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    for name in build.PAGES:
        if (path := ROOT / "docs" / f"{name}.md").exists():
            yield name, path.read_text(encoding="utf-8")


def formulas(text):
    """[(TeX, whether it has a line of its own)]."""
    prose = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    found = re.findall(r"\$\$(.+?)\$\$|(?<!\\)\$(.+?)(?<!\\)\$", prose, re.DOTALL)
    return [(block or inline, bool(block)) for block, inline in found]


@pytest.mark.parametrize("name, text", list(texts()), ids=lambda value: value if "\n" not in value else "")
def test_every_formula_of_the_course_becomes_mathml_and_no_tex_is_left(name, text):
    found = formulas(text)
    assert found or name == "teaching"
    for tex, block in found:
        math = mathml.to_mathml(re.sub(r"\\tag\{\w+\}", "", tex), block)
        words = "".join(ET.fromstring(math).itertext())
        assert words.strip() and not re.search(r"[\\{}&$_]|\dex", words), f"{tex}\n{words}"


def shape(tex, block=False):
    """The elements of a formula in brief: names, texts, and which operators belong to what follows."""

    def brief(element):
        form = f"[{element.get('form')}]" if element.get("form") else ""
        inner = (element.text or "") + "".join(map(brief, element))
        return f"{element.tag}{form}({inner})"

    (row,) = ET.fromstring(mathml.to_mathml(tex, block))
    return "".join(map(brief, row))


@pytest.mark.parametrize(
    "tex, expected",
    [
        (r"2\sin x", "mn(2)mspace()mi(sin)mspace()mi(x)"),
        (r"\sin(x)", "mi(sin)mo(()mi(x)mo())"),
        (r"\cos x\sin x", "mi(cos)mspace()mi(x)mspace()mi(sin)mspace()mi(x)"),
        (r"\operatorname{relu}(x)", "mi(relu)mo(()mi(x)mo())"),
        (r"-x = -1", "mo[prefix](−)mi(x)mo(=)mo[prefix](−)mn(1)"),
        (r"x - (-1)", "mi(x)mo(−)mo(()mo[prefix](−)mn(1)mo())"),
        (r"|x| - |y|", "mo[prefix](|)mi(x)mo[postfix](|)mo(−)mo[prefix](|)mi(y)mo[postfix](|)"),
        (r"|x|^2 |y|", "mo[prefix](|)mi(x)msup(mo[postfix](|)mn(2))mo[prefix](|)mi(y)mo[postfix](|)"),
        (r"65{,}535", "mn(65,535)"),
        (r"f'", "mrow(mi(f)mi(′))"),
        (r"X^\top", "msup(mi(X)mi(⊤))"),
        (r"x^*", "msup(mi(x)mi(*))"),
        (r"a * b \circ c", "mi(a)mo(*)mi(b)mo(∘)mi(c)"),
        (r"a \pm b", "mi(a)mo(±)mi(b)"),
    ],
)
def test_operators_and_names_stand_as_in_tex(tex, expected):
    assert shape(tex) == expected


def test_limits_stand_below_and_above_on_a_line_of_its_own_only():
    assert shape(r"\sum_{i}^n", block=True).startswith("munderover(mo(∑)")
    assert shape(r"\lim_{h}", block=True).startswith("munder(mi(lim)")
    assert shape(r"\lim_{h}").startswith("msub(mi(lim)")


def test_a_gap_between_rows_leaves_no_trace():
    assert "ex" not in shape(r"\begin{pmatrix} a \\[2ex] b \end{pmatrix}")


class Writer:
    def __init__(self):
        self.body = []


class Node(str):
    def astext(self):
        return str(self)


def test_a_formula_with_a_number_shows_it_beside():
    writer = Writer()
    with pytest.raises(Exception, match="^$"):  # docutils' way to say that nothing more is to be written
        mathml.visit_block(writer, Node(r"a = b \tag{3}"))
    (written,) = writer.body
    assert '<span class="eqno">(3)</span>' in written and "tag" not in written


# Links


@pytest.fixture
def address(monkeypatch):
    def is_now(url):
        monkeypatch.setattr(links, "project_address", lambda: links.address_of(url))

    return is_now


def test_without_an_address_a_page_offers_the_download_alone(address):
    address("")
    assert build.run_links("01_derivatives.ipynb") == [(build.DOWNLOAD, "01_derivatives.ipynb")]


def test_with_an_address_a_page_offers_binder_and_on_github_colab(address):
    address("https://github.com/someone/fork")
    offered = build.run_links("01_derivatives.ipynb")
    assert [url.split("/")[2] for _, url in offered[1:]] == ["mybinder.org", "colab.research.google.com"]
    assert all("someone/fork" in url and "01_derivatives.ipynb" in url for _, url in offered[1:])
    address("https://codeberg.org/someone/fork")
    assert [url.split("/")[2] for _, url in build.run_links("01_derivatives.ipynb")[1:]] == ["mybinder.org"]


def test_a_link_to_what_is_no_page_leads_to_the_repository_or_is_words(address):
    text = "See [the readme](../README.md), [a test](../tests/test_site.py) and [00](../notebooks/00_start_here.ipynb)."
    address("")
    assert build.with_outer_links(text) == (
        "See [the readme](../index.md), a test and [00](../notebooks/00_start_here.ipynb)."
    )
    address("https://github.com/someone/fork")
    assert "[a test](https://github.com/someone/fork/blob/main/tests/test_site.py)" in build.with_outer_links(text)


def notebook(*outputs):
    cells = [nbformat.v4.new_code_cell("1", outputs=[output], execution_count=1) for output in outputs]
    return nbformat.v4.new_notebook(cells=cells)


def shown(**data):
    return nbformat.v4.new_output("display_data", {key.replace("_", "/", 1): value for key, value in data.items()})


def test_outputs_that_ask_for_it_get_the_links(address):
    address("https://github.com/someone/fork")
    html = f"<p>Run it {build.RUN_LINKS}</p>"
    (cell,) = build.with_links(notebook(shown(text_html=html)), "01_derivatives.ipynb").cells
    assert cell.outputs[0].data["text/html"].count("<a href=") == 3
    assert 'href="01_derivatives.ipynb" download' in cell.outputs[0].data["text/html"]


def test_a_run_notebook_keeps_what_a_page_can_show():
    output = shown(text_html="<b>figure</b>", image_png="AAAA", text_plain="words")
    output.data[running.VIEW] = {"model_id": "x"}
    run = notebook(output)
    running.without_kernel(run)
    assert run.cells[0].outputs[0].data == {"text/html": "<b>figure</b>", "text/plain": "words"}


def test_what_a_notebook_depends_on_is_in_its_fingerprint(tmp_path):
    path = tmp_path / "00_x.ipynb"
    nbformat.write(notebook(shown(text_plain="1")), path)
    before = running.fingerprint(path)
    changed = nbformat.read(path, 4)
    changed.cells[0].outputs = []
    nbformat.write(changed, path)
    assert running.fingerprint(path) == before  # outputs are not what it is made of
    changed.cells[0].source = "2"
    nbformat.write(changed, path)
    assert running.fingerprint(path) != before


# The check of a built site


def site(folder, page):
    (folder / "b").mkdir()
    (folder / "b" / "c d.html").write_text("<p>here", encoding="utf-8")
    (folder / "a.html").write_text(page, encoding="utf-8")
    return check.problems(folder)


@pytest.mark.parametrize(
    "page",
    [
        '<a href="b/c%20d.html#x">',
        '<a href="#top">',
        '<a href="https://else.where">',
        '<img src="data:image/png;base64,">',
    ],
)
def test_what_may_be_in_a_page(page, tmp_path):
    assert site(tmp_path, page) == []


@pytest.mark.parametrize(
    "page, words",
    [
        ('<script src="https://else.where/x.js">', "a.html fetches https://else.where/x.js"),
        ('<link rel="stylesheet" href="//else.where/x.css">', "a.html fetches //else.where/x.css"),
        ('<img src="missing.png">', "a.html leads to missing.png, which is not there"),
        ('<a href="/a.html">', "a.html leads to /a.html, which is not there"),  # a fork may lie elsewhere
        ('<a href="b/missing.html">', "a.html leads to b/missing.html, which is not there"),
    ],
)
def test_what_may_not_be_in_a_page(page, words, tmp_path):
    assert site(tmp_path, page) == [words]


def test_a_style_that_fetches_from_elsewhere_is_found(tmp_path):
    (tmp_path / "x.css").write_text('@font-face { src: url("https://else.where/f.woff2"); }', encoding="utf-8")
    assert check.problems(tmp_path) == ["x.css fetches https://else.where/f.woff2"]


def test_what_is_too_large_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(check, "MOST_PAGE", 10)
    monkeypatch.setattr(check, "MOST_ALL", 10)
    assert [line.split(" has ")[0] for line in site(tmp_path, "<p>text")] == ["a.html", "b/c d.html", "the site"]


def test_nothing_in_the_sources_of_the_site_names_another_host():
    files = [
        path for path in (ROOT / "site").rglob("*") if path.suffix in (".css", ".html") and "_build" not in path.parts
    ]
    assert files
    assert [path.name for path in files if "http" in path.read_text(encoding="utf-8")] == []


def test_numbers_of_no_notebook_are_refused(capsys):
    assert build.main(["77"]) == 2
    assert "no notebook with one of the numbers 77" in capsys.readouterr().err
