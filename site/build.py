"""Build the reading site: the course as pages whose figures live without a kernel.

    python site/build.py                 all notebooks there are
    python site/build.py 00 01           the notebooks with these numbers (quicker, to look at a change)

The pages come to site/_build/html: open index.html there, or put the folder on any server. Nothing is fetched, neither
now nor when the pages are read. A notebook that has run is kept in site/_build/cache until it or the package changes.
"""

import argparse
import os
import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat

ROOT, HERE = Path(__file__).parents[1], Path(__file__).parent
sys.path[:0] = [str(HERE), str(ROOT / "tools")]

import check  # noqa: E402
import links  # noqa: E402 - from tools/
import picture_fonts  # noqa: E402
import refresh  # noqa: E402 - from tools/
from running import FIRST, executed  # noqa: E402

BUILD = HERE / "_build"
RUN_LINKS = "<!-- run links -->"  # where in_kernel.py wants them
_OUTER = re.compile(r"\[([^]]+)\]\(\.\./(?!notebooks/)([^)#]+)[^)]*\)")
PAGES = ("glossary", "formula_sheet", "teaching")  # of docs/, those that exist


def main(arguments=None):
    """Build the site, and say how large it is; returns the number of the exit status."""
    parser = argparse.ArgumentParser(description="Build the reading site.")
    parser.add_argument("numbers", nargs="*", metavar="number", help="of a notebook; all of them when left out")
    parser.add_argument("--build", type=Path, default=BUILD, help="where to, instead of site/_build")
    wanted = parser.parse_args(arguments)
    paths = [p for p in sorted(ROOT.glob("notebooks/*.ipynb")) if not wanted.numbers or p.name[:2] in wanted.numbers]
    if not paths:
        print(f"There is no notebook with one of the numbers {' '.join(wanted.numbers)}.", file=sys.stderr)
        return 2
    try:
        build(paths, wanted.build.resolve())
    except refresh.RefreshError as error:
        print(f"site: {error}", file=sys.stderr)
        return 1
    return report(wanted.build / "html")


def build(paths, target):
    """Build the site of these notebooks in `target`."""
    source, files = target / "source", target / "files"
    for folder in (source, files, target / "html"):
        shutil.rmtree(folder, ignore_errors=True)
    os.environ["CALCML_SITE_PART"] = "yes" if len(paths) < len(list(ROOT.glob("notebooks/*.ipynb"))) else ""
    os.environ["PYTHONSTARTUP"] = str(FIRST)  # of every kernel that is started from here
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(lambda path: executed(path, BUILD / "cache"), paths))
    for path, notebook in zip(paths, done, strict=True):
        _write(source / "notebooks" / path.name, nbformat.writes(with_links(notebook, path.name)))
        _write(target / "html" / "notebooks" / path.name, path.read_text(encoding="utf-8"))
    for name in PAGES:
        if (ROOT / "docs" / f"{name}.md").exists():
            text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
            _write(source / "docs" / f"{name}.md", with_outer_links(text))
    _write(source / "index.md", (HERE / "index.md").read_text(encoding="utf-8"))
    _write(source / "README.md", (ROOT / "README.md").read_text(encoding="utf-8"))
    _write_browsers_half(source, files)
    picture_fonts.write(files / "fonts" / "dejavu-sans.woff")
    _write(target / "html" / ".nojekyll", "")  # GitHub leaves out folders such as _static otherwise
    _sphinx(source, target, files)


def with_outer_links(text):
    """A page of docs/ whose links to what is no page lead to the repository, or are words where nobody knows it."""
    address = links.project_address()

    def led(link):
        words, path = link.groups()
        if path == "README.md":
            return f"[{words}](../index.md)"
        return f"[{words}]({address.url}/blob/{links.BRANCH}/{path})" if address else words

    return _OUTER.sub(led, text)


# One notebook


def with_links(notebook, name):
    """The notebook with links to run it, where its outputs ask for that."""
    where = run_links(name)
    offered = " · ".join(f'<a href="{url}"{" download" * (text == DOWNLOAD)}>{text}</a>' for text, url in where)
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        if "text/html" in output.get("data", {}):
            output.data["text/html"] = output.data["text/html"].replace(RUN_LINKS, f"<span>{offered}</span>")
    return notebook


DOWNLOAD = "Download this notebook"


def run_links(name):
    """Where the notebook can be run: [(words, address)]. What depends on the repository's address may be missing."""
    address = links.project_address()
    found = [(DOWNLOAD, name)]
    if address:
        found.append(("open it in Binder", address.binder(f"notebooks/{name}")))
        if address.colab(f"notebooks/{name}"):
            found.append(("open it in Colab", address.colab(f"notebooks/{name}")))
    return found


# What is not a page


def _write_browsers_half(source, files):
    """The script and the style of all live figures, the letters of their pictures, and the first page's figure."""
    from calcml import style
    from calcml.figures import derivatives
    from calcml.live.standalone import page_script, page_style

    style.use()
    _write(files / "live.js", page_script())
    _write(files / "live.css", page_style())
    _write(source / "first_figure.html", derivatives.secant(x0=1).to_html(script=False))


def _sphinx(source, target, files):
    from sphinx.cmd.build import build_main

    os.environ["CALCML_SITE_FILES"] = str(files)
    options = ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", str(target / "doctrees"), "-b", "html"]
    if build_main([*options, str(source), str(target / "html")]):
        raise refresh.RefreshError("Sphinx warns, see above. Mend what it names.")


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


# What came of it


def report(html):
    """Print the sizes, and what is wrong; the number of the exit status."""
    whole, pages = check.sizes(html)
    largest = max(pages, key=pages.get)
    print(f"site: {len(pages)} pages, {whole / 1e6:.1f} MB; largest {largest}, {pages[largest] / 1e3:.0f} KB gzipped.")
    said = check.problems(html)
    for line in said:
        print(f"site: {line}.", file=sys.stderr)
    print(f"site: open {html / 'index.html'}")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
