"""Reads a notebook the way its rules look at it: cells, headings, sections, links, and prose in plain words."""

import json
import re
from dataclasses import dataclass, field
from functools import cached_property

TITLES = {
    "00_start_here": "Find your way around",
    "01_derivatives": "Measure a slope",
    "02_numerical_derivatives": "Approximate a derivative, and know the error",
    "03_partial_derivatives": "Vary one input at a time",
    "04_gradients": "Point uphill",
    "05_gradient_descent": "Walk downhill",
    "06_curvature_and_momentum": "Read the valley",
    "07_learning_from_data": "Fit a model to data",
    "08_chain_rule": "Chain the rates",
    "09_backpropagation": "Build the engine",
    "10_vectorized_backpropagation": "Backpropagate matrices",
    "11_handwritten_digits": "Train a network on real digits",
}

RULES = {}  # a rule's name -> the function from a Notebook to complaints

_FENCED = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_MATH_BLOCK = re.compile(r"\$\$.*?\$\$", re.DOTALL)
_MATH = re.compile(r"(?<![\\$])\$(?!\s)[^$\n]+?(?<!\s)\$(?!\$)")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]*)(?:\s+\"[^\"]*\")?\)")
_START = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“(]?[^\Wa-z_])")


def rule(function):
    """A rule takes a Notebook and gives complaints, each with the place, what was found, and what to do."""
    RULES[function.__name__.replace("_", " ")] = function
    return function


@dataclass
class Cell:
    """One cell of a notebook."""

    raw: dict
    index: int

    @cached_property
    def source(self):
        return "".join(self.raw["source"])

    @property
    def is_for_colab(self):
        """Whether it is the cell that tools/links.py writes: no part of the lesson."""
        return self.raw.get("id") == "colab"

    @property
    def is_code(self):
        return self.raw["cell_type"] == "code"

    @property
    def outputs(self):
        return self.raw.get("outputs", [])

    @property
    def tags(self):
        return self.raw["metadata"].get("tags", [])

    @property
    def lines(self):
        """Its lines that are not blank."""
        return [line for line in self.source.splitlines() if line.strip()]

    def data(self, mime):
        """What its outputs hold of one kind, such as image/png."""
        return ["".join(output["data"][mime]) for output in self.outputs if mime in output.get("data", {})]

    def __str__(self):
        first = next(iter(self.lines), "")
        return f"cell {self.index + 1} ({first[:50]!r}{' …' if len(first) > 50 else ''})"


@dataclass
class Notebook:
    """A notebook as it stands in its file."""

    stem: str
    text: str
    folder: object = None
    cells: list = field(init=False)

    def __post_init__(self):
        self.raw = json.loads(self.text)
        self.cells = [Cell(raw, index) for index, raw in enumerate(self.raw["cells"])]

    @classmethod
    def read(cls, path):
        return cls(path.stem, path.read_text(encoding="utf-8"), path.parent)

    @property
    def number(self):
        return int(self.stem[:2])

    @property
    def code(self):
        """Its cells of code, without the one for Google Colab."""
        return [cell for cell in self.cells if cell.is_code and not cell.is_for_colab]

    @property
    def markdown(self):
        return [cell for cell in self.cells if cell.raw["cell_type"] == "markdown"]

    @cached_property
    def headings(self):
        """(level, words, cell) of each heading."""
        found = []
        for cell in self.markdown:
            for marks, words in re.findall(r"^(#{1,6}) +(.+?) *$", _FENCED.sub("", cell.source), re.MULTILINE):
                found.append((len(marks), words, cell))
        return found

    def section(self, words):
        """The cells from the level-2 heading `words` up to that of the next one; empty if there is no such heading."""
        starts = [cell.index for level, _, cell in self.headings if level == 2] + [len(self.cells)]
        for level, heading, cell in self.headings:
            if level == 2 and heading == words:
                end = next(start for start in starts if start > cell.index)
                return self.cells[cell.index : end]
        return []

    def part(self, words):
        """The text under the level-2 heading `words`, up to the next one."""
        parts = re.split(r"^## +(.+?) *$", prose_of(self.section(words)), flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True)).get(words, "")


def prose_of(cells):
    """The markdown of some cells, one below the other."""
    return "\n\n".join(cell.source for cell in cells if cell.raw["cell_type"] == "markdown")


def links(markdown):
    """(is a picture, words, target, the line it stands in) of each link."""
    for line in _CODE.sub("x", _FENCED.sub("", markdown)).splitlines():
        for mark, words, target in _LINK.findall(line):
            yield mark == "!", words, target, line


def without_links(markdown):
    """Markdown with neither links nor code, where a bare address would be left over."""
    return _LINK.sub("", _CODE.sub("x", _FENCED.sub("", markdown)))


def items(markdown):
    """The entries of its lists, in Markdown."""
    found = []
    for line in markdown.splitlines():
        if match := re.match(r"(?:[-*+]|\d+[.)])\s+(.*)", line):
            found.append(match[1])
        elif found and re.match(r"\s+\S", line):
            found[-1] += f" {line.strip()}"
    return found


def blocks(markdown):
    """Paragraphs, headings, entries and fields of tables in plain words; a formula or a piece of code is the word x."""
    text = _CODE.sub("x", _MATH_BLOCK.sub("\n\n", _FENCED.sub("\n\n", markdown)))
    text = _MATH.sub("x", _LINK.sub(lambda link: "" if link[1] else link[2], text))
    found, current = [], []
    for line in [*re.sub(r"<[^>]+>", "", text).splitlines(), ""]:
        line = re.sub(r"^(\s*>)+ ?", "", line)
        starts, heading = _START.match(line), re.match(r"#{1,6} ", line)
        if not line.strip() or starts or heading or line.startswith("|"):
            found.append(" ".join(current))
            current = []
        if heading or line.startswith("|"):
            found += line.strip("#| ").split("|")
        elif line.strip():
            current.append(line[starts.end() :] if starts else line.strip())
    return [words for block in found if (words := re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", block).strip())]


def sentences(markdown):
    """Its sentences in plain words; headings, entries and fields of tables count as sentences."""
    return [sentence for block in blocks(markdown) for sentence in _SENTENCE_END.split(block) if words(sentence)]


def words(text):
    """The words of a plain text: what holds a letter or a digit."""
    return [word for word in text.split() if re.search(r"\w", word)]


def own_words(markdown):
    """Plain text that the author chose: without quotations and without the titles of other people's pages."""
    ours = _LINK.sub(lambda link: "" if link[3].startswith("http") else link[2], markdown)
    return re.sub(r"“[^”]*”|\"[^\"\n]*\"", "x", "\n".join(blocks(ours)))
