"""Run notebooks from a clean kernel and store their outputs: the only way that outputs get in.

    python tools/refresh.py                                   all notebooks
    python tools/refresh.py notebooks/01_derivatives.ipynb    some of them

Nothing is stored that changes from run to run or from machine to machine: no widget state, no times, no versions. A
notebook that fails stays as it was.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from PIL import Image
from traitlets import default

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
MOST_BYTES = 400_000
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "pygments_lexer": "ipython3",
    },
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
UNCHECKED = "nbval-ignore-output"  # the tag of a cell whose output differs from machine to machine
COLOURS = 128  # of a stored picture: more cannot be told apart by eye, fewer show in shaded areas
_TERMINAL_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class RefreshError(Exception):
    """A notebook cannot be stored; says which cell is to blame, why, and what to do."""


def main(arguments=None):
    """Refresh the notebooks named on the command line; returns the number of the exit status."""
    parser = argparse.ArgumentParser(description="Run notebooks from a clean kernel and store their outputs.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="notebook", help="all of notebooks/ when left out")
    paths = parser.parse_args(arguments).paths or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        print(f"There is no notebook in {NOTEBOOKS}.", file=sys.stderr)
        return 1
    for path in paths:
        started = time.monotonic()
        try:
            size = refresh(path)
        except RefreshError as error:
            print(f"{path.name}: {error}\nIt was left as it was.", file=sys.stderr)
            return 1
        print(f"{path.name:<40} {time.monotonic() - started:5.1f} s {size / 1000:6.0f} KB", flush=True)
    return 0


def refresh(path):
    """Run one notebook, store its outputs, and return its size in bytes."""
    notebook = read(path)
    run(notebook, path.resolve().parent)
    clean(notebook)
    text = written(notebook).encode()
    if len(text) > MOST_BYTES:
        raise RefreshError(
            f"has {len(text) / 1000:.0f} KB with its outputs, and at most {MOST_BYTES // 1000} are allowed. "
            f"The largest output comes from {largest(notebook)}: draw less in it, or make its picture smaller."
        )
    new = path.with_suffix(".new")
    new.write_bytes(text)
    os.replace(new, path)  # at once, so that nobody ever reads half a notebook
    return len(text)


def read(path):
    """A notebook whose cells all have an id; one that is missing follows from the cell's place and source."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        for number, cell in enumerate(raw["cells"]):
            source = f"{number}:{''.join(cell['source'])}"
            cell.setdefault("id", hashlib.sha256(source.encode()).hexdigest()[:8])
        if (raw["nbformat"], raw["nbformat_minor"]) < (4, 5):
            raw["nbformat"], raw["nbformat_minor"] = 4, 5  # the first that knows ids
        return nbformat.reads(json.dumps(raw), as_version=4)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RefreshError(f"cannot be read as a notebook ({type(error).__name__}: {error}).") from error


class _ThisPython(AsyncKernelManager):
    """Starts the interpreter that runs this script, whatever kernels the machine has."""

    @default("kernel_spec_manager")
    def _no_installed_kernels(self):
        return KernelSpecManager(kernel_dirs=[])


def run(notebook, folder):
    """Run all cells in a clean kernel, with `folder` as the working directory."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        kernel_manager_class=_ThisPython,
        resources={"metadata": {"path": str(folder)}},
        timeout=600,
        force_raise_errors=True,
        store_widget_state=False,
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # newer kernels warn about every local connection
    )
    with tempfile.TemporaryDirectory() as settings:  # nobody's own IPython settings, nor another way of plotting
        environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | {"IPYTHONDIR": settings}
        try:
            client.execute(env=environment)
        except CellExecutionError as error:
            raise RefreshError(_explained(notebook, error)) from None
        except (DeadKernelError, TimeoutError) as error:
            raise RefreshError(f"was not run to its end: {error}") from None


def _explained(notebook, error):
    failed = next(cell for cell in notebook.cells if any(o.output_type == "error" for o in cell.get("outputs", ())))
    lines = _TERMINAL_COLOURS.sub("", error.traceback).strip().splitlines()
    return f"{place(notebook, failed)} raises {error.ename}: {error.evalue}\n" + "\n".join(f"    {t}" for t in lines)


def place(notebook, cell):
    """Where a cell is, in words: its number and its first line."""
    first = next(iter(cell.source.strip().splitlines()), "")
    return f"cell {notebook.cells.index(cell) + 1} ({first[:60]!r})"


def largest(notebook):
    """The place of the cell with the largest outputs."""
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return place(notebook, max(cells, key=lambda cell: len(json.dumps(cell.outputs))))


def clean(notebook):
    """Take out what does not belong into a stored notebook, and refuse what must not be there."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        if cell.cell_type == "code":
            cell.outputs = _joined(kept for output in cell.outputs for kept in _kept(notebook, cell, output))
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    if counts != list(range(1, len(counts) + 1)):
        raise RefreshError(f"has the execution counts {counts}: take out empty code cells.")


def _joined(outputs):
    """Outputs in which pieces of one stream, cut differently in every run, are put together."""
    joined = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and last.output_type == output.output_type == "stream":
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _kept(notebook, cell, output):
    """The part of an output that is stored: one output, or none."""
    if output.output_type == "stream":
        if output.name == "stderr":
            raise RefreshError(f"{place(notebook, cell)} writes to stderr. Mend it:\n    {output.text.strip()}")
        return [output]
    output.metadata = nbformat.NotebookNode()
    output.pop("transient", None)
    widget = output.data.pop(WIDGET_VIEW, None)
    if widget and not output.data:
        return []  # a bar of progress: neither words nor a picture
    if widget and "image/png" not in output.data:
        return _widget_without_picture(notebook, cell)
    if "image/png" in output.data:
        output.data["image/png"] = palette_png(output.data["image/png"])
    return [output]


def _widget_without_picture(notebook, cell):
    """Nothing is stored of a widget that only a kernel can show: its words differ between versions of ipywidgets."""
    if UNCHECKED in cell.metadata.get("tags", ()):
        return []
    raise RefreshError(
        f"{place(notebook, cell)} shows a widget that leaves no picture in the stored notebook. "
        f"Show a LiveFigure, or give the cell the tag {UNCHECKED!r}: then nothing is stored of it."
    )


def palette_png(picture):
    """A PNG (as base64) with a palette instead of full colours, and no metadata: a third of the bytes.

    No dithering: letters stay crisp. A picture that has a palette already stays as it is.
    """
    image = Image.open(io.BytesIO(base64.b64decode(picture)))
    if image.mode != "P":
        image = image.convert("RGBA")
        opaque = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
        # of Pillow's ways, the one whose worst pixel is nearest to the original
        way = {"method": Image.Quantize.MAXCOVERAGE, "kmeans": 2, "dither": Image.Dither.NONE}
        out = io.BytesIO()
        opaque.quantize(COLOURS, **way).save(out, "PNG", optimize=True)
        return base64.b64encode(out.getvalue()).decode()
    return picture.strip()


def written(notebook):
    """The text of a notebook's file, as JupyterLab writes it."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


if __name__ == "__main__":
    sys.exit(main())
