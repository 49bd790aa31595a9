"""What a live figure must know of its kernel: the main thread, and the run of the cell that made it."""

import functools
import itertools
import threading

VIEW = "application/vnd.jupyter.widget-view+json"

_figures_of_cell = {}  # id of a notebook's cell -> (id of its run, figures made there)


def on_main_thread(method):
    """A method that, called in another thread, waits for the kernel's main thread.

    JupyterLab 4.4 and newer have messages of widgets handled in a thread beside the one that runs cells. But
    matplotlib, the standard output and a learner's own names belong to a cell while it runs.
    """

    @functools.wraps(method)
    def called(*args):
        loop = None if threading.current_thread() is threading.main_thread() else _main_loop()
        if loop is None:
            method(*args)
        else:
            loop.add_callback(method, *args)

    return called


def _main_loop():
    try:
        from IPython import get_ipython

        return get_ipython().kernel.io_loop
    except (ImportError, AttributeError):
        return None


def close_older(figure):
    """Close the figures that an older run of the same notebook cell made: nobody can see them any more."""
    try:
        from IPython import get_ipython

        shell = get_ipython()
        parent = shell.kernel.get_parent()
        cell, run = parent["metadata"]["cellId"], parent["header"]["msg_id"]
    except (ImportError, AttributeError, KeyError, TypeError):
        return  # not in a notebook, or in one that does not tell its cells apart
    old_run, figures = _figures_of_cell.get(cell, (None, []))
    if old_run != run:
        _forget_pictures(shell, {old.model_id for old in figures})
        for old in figures:
            old.close()
        figures = []
    _figures_of_cell[cell] = run, [*figures, figure]


def _forget_pictures(shell, models):
    """Take the pictures of these widgets, 20 to 100 KB each, out of IPython 9's memory of outputs; their text stays."""
    outputs = getattr(shell.history_manager, "outputs", {})
    for output in itertools.chain.from_iterable(outputs.values()):
        if (output.bundle.get(VIEW) or {}).get("model_id") in models:
            output.bundle.pop("image/png", None)
