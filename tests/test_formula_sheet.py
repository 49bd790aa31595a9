"""The formula sheet and the glossary: every formula proven, every word taught where they say so, every link alive."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from formula_proofs import PROOFS

DOCS = Path(__file__).parents[1] / "docs"
ROW = re.compile(r"^\| (?!Name|:)(?P<name>.+?) \| (?P<formula>.+?) \| (?P<holds>.+?) \| (?P<links>.+?) \|$", re.M)
ENTRY = re.compile(r"^- \*\*(?P<term>.+?)\*\*: (?P<text>.+?) (?P<links>\[\d\d\]\(.+\))$", re.M)
LINK = re.compile(r"\[(\d\d)\]\((\.\./notebooks/(\d\d)_\w+\.ipynb)\)")


def read(name):
    return (DOCS / name).read_text(encoding="utf-8")


ROWS = [match.groupdict() for match in ROW.finditer(read("formula_sheet.md"))]
ENTRIES = [match.groupdict() for match in ENTRY.finditer(read("glossary.md"))]


@cache
def prose_of(path):
    """The text cells of a notebook, without the marks of emphasis and mathematics, in small letters."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"[$*_]", "", text).casefold()


def notebooks_of(links):
    return [(DOCS / target).resolve() for _, target, _ in LINK.findall(links)]


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_a_formula_is_proven(row):
    assert row["name"] in PROOFS, "a row without a proof: write one in tests/formula_proofs"
    proof = PROOFS[row["name"]]
    assert row["formula"] == proof.formula, "the formula has changed: read its proof against it again"
    proof.holds()


def test_every_row_is_found_and_every_proof_belongs_to_one():
    lines = [line for line in read("formula_sheet.md").splitlines() if line.startswith("|") and "ipynb" in line]
    assert len(ROWS) == len(lines) > 70
    assert sorted(row["name"] for row in ROWS) == sorted(PROOFS)  # sorted: no name stands there twice


def test_each_term_of_the_glossary_occurs_in_the_notebooks_it_names():
    missing = []
    for entry in ENTRIES:
        word = rf"(?<!\w){re.escape(entry['term'].casefold())}(?!\w)"
        paths = notebooks_of(entry["links"])
        missing += [(entry["term"], path.name) for path in paths if not re.search(word, prose_of(path))]
        assert paths, entry["term"]
    assert missing == []


def test_the_glossary_is_in_alphabetical_order_and_each_line_is_an_entry():
    terms = [entry["term"].casefold() for entry in ENTRIES]
    assert terms == sorted(set(terms))
    assert len(terms) == sum(line.startswith("- ") for line in read("glossary.md").splitlines()) > 70


@pytest.mark.parametrize("name", ["glossary.md", "formula_sheet.md"])
def test_links_lead_to_files_and_bear_their_number(name):
    for target in re.findall(r"\]\(([^)#]+)\)", read(name)):
        assert (DOCS / target).exists(), target
    for shown, _, number in LINK.findall(read(name)):
        assert shown == number


@pytest.mark.parametrize("name", ["glossary.md", "formula_sheet.md"])
def test_mathematics_is_written_as_github_and_the_site_both_read_it(name):
    text = read(name)
    assert not re.search(r"<\w|</", text)  # no HTML
    for formula in re.findall(r"\$([^$]+)\$", text):
        assert formula == formula.strip() or not formula.strip(), formula  # no blank inside the dollars
        assert not re.search(r"[|<>*]|\\[^\w\s]|\\operatorname", formula), formula  # Markdown would eat these


@pytest.mark.parametrize("name", ["glossary.md", "formula_sheet.md"])
def test_a_sheet_is_short_enough_for_two_pages(name):
    shown = re.sub(r"\]\([^)]*\)", "]", read(name))
    assert len(shown) < 17_000
