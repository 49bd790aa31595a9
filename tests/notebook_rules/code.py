"""How the code of a notebook is written (design: notebook style)."""

import ast
import re
from statistics import median

from notebook_rules.reading import blocks, prose_of, rule, words

MOST_LINES = 20
NETWORK = {"requests", "urllib", "http", "httpx", "socket", "ftplib", "aiohttp", "pooch", "wget"}
FETCHING = re.compile(r"\b(urlopen|urlretrieve|fetch_\w+|load_dataset)\b")
ABSOLUTE = re.compile(r"(/|~/|[A-Za-z]:[\\/])\w[^\n]*")
GLOBAL_RANDOM = re.compile(r"\bnp\.random\.(?!default_rng\b|Generator\b)\w+|\brandom\.seed\b|^import random\b", re.M)
MAGIC = re.compile(r"^\s*(%|!|\?)|\?\s*$")


def parsed(cell):
    """The syntax tree of a cell, its magics replaced by pass; empty if it cannot be parsed."""
    source = re.sub(r"^(\s*)[%!].*$", r"\1pass", cell.source, flags=re.MULTILINE)
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def _is_import(statement):
    """An import, or style.use()."""
    called = ast.unparse(statement) if isinstance(statement, ast.Expr) else ""
    return isinstance(statement, ast.Import | ast.ImportFrom) or called == "style.use()"


@rule
def the_cell_for_google_colab_stands_before_all_other_code(notebook):
    first = next(cell for cell in notebook.cells if cell.is_code)
    if not first.is_for_colab or first.outputs:
        yield f"{first} stands where the cell for Google Colab should, and shows nothing elsewhere. Run make links."


@rule
def the_first_code_cell_imports_and_nothing_else(notebook):
    first = notebook.code[0]
    statements = parsed(first).body
    others = [ast.unparse(statement) for statement in statements if not _is_import(statement)]
    if not statements or others or not any(isinstance(s, ast.Import | ast.ImportFrom) for s in statements):
        yield f"{first}: {others or 'no import'} in the first code cell. Have imports there, and nothing else."


@rule
def no_cell_is_long_and_most_are_short(notebook):
    lengths = [len(cell.lines) for cell in notebook.code]
    for cell, length in zip(notebook.code, lengths, strict=True):
        if length > MOST_LINES:
            yield f"{cell} has {length} lines. A cell is one idea: at most {MOST_LINES} lines, so split it."
    least = 3 if notebook.number else 2  # 00 shows one call at a time
    if not least <= median(lengths) <= 5:
        yield f"Half of the cells have up to {median(lengths):g} lines. Aim at {least} to 5: one idea in a cell."


@rule
def there_are_enough_cells_and_not_too_many(notebook):
    low, high = (15, 30) if notebook.number else (5, 30)  # 00 takes ten minutes
    if not low <= len(notebook.code) <= high:
        yield f"There are {len(notebook.code)} code cells. Have {low} to {high}: split, join, or set parts apart."


@rule
def prose_and_code_are_in_balance(notebook):
    prose = re.sub(r"^[|#].*$", "", prose_of(notebook.cells), flags=re.MULTILINE)  # tables and headings are none
    written = sum(len(words(block)) for block in blocks(prose))
    lines = sum(len(cell.lines) for cell in notebook.code)
    low, high = (10, 20) if notebook.number else (10, 45)  # 00 explains the course, and computes little
    if not low <= written / max(lines, 1) <= high:
        yield (
            f"{written} words for {lines} lines of code: {written / max(lines, 1):.1f} to one. Have {low} to {high}: "
            + ("shorten the text." if written / max(lines, 1) > high else "say what the code shows, or shorten it.")
        )


@rule
def no_line_ends_with_a_semicolon(notebook):
    for cell in notebook.code:
        for line in cell.lines:
            if line.rstrip().endswith(";"):
                yield f"{cell}: {line.strip()!r} ends with a semicolon. End a plot with plt.show() instead."


@rule
def no_magic_is_used(notebook):
    for cell in notebook.code:
        for line in cell.lines:
            if MAGIC.search(line):
                yield f"{cell}: {line.strip()!r} is IPython's own. Write it in Python; times differ in every run."


@rule
def no_path_is_absolute(notebook):
    for cell in notebook.code:
        for text in _texts(cell):
            if ABSOLUTE.fullmatch(text):
                yield f"{cell}: {text!r} is an absolute path. Write it relative to the notebook's folder."
        shown = "\n".join(cell.data("text/plain") + ["".join(o.get("text", "")) for o in cell.outputs])
        for path in re.findall(r"(?<![\w/.])/(?:home|root|tmp|usr|opt|var|work|Users)/\S+", shown):
            yield f"{cell} shows {path!r}, a path of the machine it ran on. Do not print it."


@rule
def nothing_is_fetched_from_the_network(notebook):
    for cell in notebook.code:
        for node in ast.walk(parsed(cell)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in NETWORK:
                    yield f"{cell} imports {name}. Notebooks work without a network: put the data into calcml.datasets."
        if FETCHING.search(cell.source) or re.search(r"https?://", cell.source):
            yield f"{cell} fetches something. Notebooks work without a network: put the data into calcml.datasets."


@rule
def seeds_are_local(notebook):
    for cell in notebook.code:
        for name in GLOBAL_RANDOM.findall(cell.source):
            yield f"{cell}: {name} is global. Write rng = np.random.default_rng(0), and draw from rng."
        if re.search(r"default_rng\(\s*\)", cell.source):
            yield f"{cell}: default_rng() draws other numbers in every run. Give it a seed: default_rng(0)."


@rule
def every_section_has_its_claim_as_an_assert(notebook):
    if notebook.number == 0:
        return  # it shows how to use the course, and claims nothing
    for level, heading, _ in notebook.headings:
        if level == 2 and re.match(r"\d+\.\d+ · ", heading):
            trees = [parsed(cell) for cell in notebook.section(heading) if cell.is_code]
            if not any(isinstance(node, ast.Assert) for tree in trees for node in ast.walk(tree)):
                yield f"Section '{heading}' has no assert. Close it with its claim, in code."


def _texts(cell):
    return [n.value for n in ast.walk(parsed(cell)) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
