"""Run a notebook for the site: its outputs are what a page without a kernel can show."""

import hashlib
import sys
import time
from pathlib import Path

import nbformat

ROOT, HERE = Path(__file__).parents[1], Path(__file__).parent
sys.path.insert(0, str(ROOT / "tools"))

import refresh  # noqa: E402 - from tools/

FIRST = HERE / "in_kernel.py"  # what every kernel does first
VIEW = refresh.WIDGET_VIEW


def executed(path, cache):
    """The notebook with outputs that need no kernel: run now, or kept from the last time."""
    kept = cache / f"{path.stem}-{fingerprint(path)}.ipynb"
    if not kept.exists():
        started = time.monotonic()
        notebook = refresh.read(path)
        try:
            refresh.run(notebook, path.resolve().parent)
            without_kernel(notebook)
        except refresh.RefreshError as error:
            raise refresh.RefreshError(f"{path.name}: {error}") from None
        for old in cache.glob(f"{path.stem}-*.ipynb"):
            old.unlink()
        cache.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, kept.with_suffix(".new"))
        kept.with_suffix(".new").replace(kept)  # at once, so that nobody ever reads half of it
        print(f"site: {path.name} has run in {time.monotonic() - started:.0f} s", flush=True)
    return nbformat.read(kept, as_version=4)


def fingerprint(path):
    """What a run notebook depends on: its cells, the package, and in_kernel.py."""
    code = hashlib.sha256()
    for cell in refresh.read(path).cells:
        code.update(f"{cell.cell_type} {cell.id} {cell.source} {cell.metadata}".encode())
    package = [file for file in sorted((ROOT / "src").rglob("*")) if file.is_file() and file.suffix != ".pyc"]
    for file in (*package, FIRST, Path(__file__)):
        code.update(file.read_bytes())
    return code.hexdigest()[:12]


def without_kernel(notebook):
    """Keep of each output what a page can show, clean it as the stored notebooks are, and describe its pictures."""
    for output in (output for cell in notebook.cells for output in cell.get("outputs", ())):
        if "text/html" in output.get("data", {}):
            output.data.pop(VIEW, None)
            output.data.pop("image/png", None)
    refresh.clean(notebook)
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if "image/png" in output.get("data", {}):
                cell.metadata["mystnb"] = {"image": {"alt": output.data["text/plain"]}}
