"""A bar that shows how far a training is: tqdm's, as a widget in a notebook and as text in a terminal."""

from contextlib import contextmanager

VIEW = "application/vnd.jupyter.widget-view+json"
LOOK = "epoch {n_fmt}/{total_fmt}, {desc} {bar} {remaining} left"


@contextmanager
def progress_bar(epochs, shown):
    """A function to be called with each `Epoch`; it moves the bar, or does nothing where none is shown.

    A terminal's bar is written to stderr, and only where that is a terminal. The environment variable TQDM_DISABLE=1
    switches off every bar.
    """
    if not shown:
        yield lambda epoch: None
        return
    bar = _bar(epochs)
    try:
        yield lambda epoch: _move(bar, epoch)
    finally:
        bar.close()


def _bar(epochs):
    from tqdm.auto import tqdm
    from tqdm.notebook import tqdm_notebook

    class Bar(tqdm):
        monitor_interval = 0  # no thread beside it: Python in a browser cannot start one, and tqdm would warn of that

    options = {"total": epochs, "bar_format": LOOK, "disable": None}
    if not issubclass(tqdm, tqdm_notebook):
        return Bar(**options)
    bar = Bar(**options, display=False)
    if not bar.disable:
        _show_without_words(bar.container)
    return bar


def _show_without_words(widget):
    """Show a widget and no text beside it, which would be stored, and would differ from run to run."""
    from IPython.display import display

    display({VIEW: {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}}, raw=True)


def _move(bar, epoch):
    held_out = epoch.validation_accuracy == epoch.validation_accuracy  # NaN where there are no such rows
    accuracy = f"validation accuracy {epoch.validation_accuracy:.3f}" if held_out else f"accuracy {epoch.accuracy:.3f}"
    bar.set_description_str(f"loss {epoch.loss:.4f}, {accuracy}", refresh=epoch.epoch == 0)
    bar.update(epoch.epoch - bar.n)
