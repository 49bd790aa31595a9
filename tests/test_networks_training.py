"""Training: digits learned, best weights kept however it ends, causes named, and a bar that leaves nothing behind."""

import importlib.util
import io
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from calcml.autodiff import Tensor, cross_entropy, sqrt
from calcml.datasets import digits, moons, split
from calcml.descent import Adam, GradientDescent, Momentum, Nesterov, RMSProp, minibatches
from calcml.networks import Network, normal, tanh, train

TOOL = Path(__file__).parents[1] / "tools" / "refresh.py"
IMAGES, LABELS = digits()
PIXELS = IMAGES.reshape(-1, 64)


def seeded(seed=0):
    return np.random.default_rng(seed)


def small(seed=0, n=40):
    """Two moons, an untrained network for them, and a generator."""
    rng = seeded(seed)
    X, y = moons(n, 0.1, rng)
    return Network((2, 8, 2), rng), X, y, rng


def weights(network):
    return np.concatenate([p.data.ravel() for p in network.parameters])


def accuracy(network, X, labels):
    return np.mean(network(X).data.argmax(axis=1) == labels)


def quiet(network, X, labels, optimiser=None, rng=None, **options):
    options = {"epochs": 3, "span": None, "progress": False} | options
    return train(network, X, labels, optimiser or Adam(0.01), rng or seeded(), **options)


# Digits


@pytest.fixture(scope="module")
def trained():
    """Network, its history, and the three sets of rows, for the seed and the split of notebook 11."""
    rng = seeded(0)
    rest, test = split(len(PIXELS), 0.2, rng)
    rows, held_out = split(len(rest), 0.2, rng)
    rows, held_out = rest[rows], rest[held_out]
    network = Network((64, 32, 10), rng, last=normal(0.01))
    held = PIXELS[held_out], LABELS[held_out]
    options = {"epochs": 40, "validation": held, "progress": False}
    history = train(network, PIXELS[rows], LABELS[rows], Adam(0.005), rng, **options)
    return network, history, rows, held_out, test


def test_at_least_96_percent_of_the_test_digits_are_read_rightly(trained):
    network, _, rows, held_out, test = trained
    assert sorted([*rows, *held_out, *test]) == list(range(1797)) and len(test) == 359
    assert accuracy(network, PIXELS[test], LABELS[test]) >= 0.96


def test_the_loss_starts_at_the_logarithm_of_ten(trained):
    assert abs(trained[1].losses[0] - np.log(10)) < 0.05


def test_twenty_digits_are_learned_by_heart():
    rng = seeded(0)
    network = Network((64, 32, 10), rng, last=normal(0.01))
    history = train(network, PIXELS[:20], LABELS[:20], Adam(0.005), rng, epochs=100, progress=False)
    assert history.accuracies[-1] == 1 == accuracy(network, PIXELS[:20], LABELS[:20])
    assert history.losses[-1] < 0.05


def test_the_history_holds_what_the_network_at_its_end_shows(trained):
    network, history, rows, held_out, _ = trained
    assert len(history) == 40 and history.steps == 40 * 36 and history.outcome == "finished"
    assert history.validation_accuracies[history.best] == history.validation_accuracies.max()
    assert history.validation_accuracies[history.best] == accuracy(network, PIXELS[held_out], LABELS[held_out])
    assert history.accuracies[history.best] == accuracy(network, PIXELS[rows], LABELS[rows])
    assert np.isclose(history.losses[history.best], cross_entropy(network(PIXELS[rows]).data, LABELS[rows]))
    assert repr(history) == (
        f"Finished after 40 epochs, 1,440 steps. The network holds the weights after epoch {history.best}, "
        f"with the best accuracy on the validation rows, {history.validation_accuracies.max():.4g}."
    )


# The steps


@pytest.mark.parametrize("optimiser", [GradientDescent(0.1), Momentum(0.1), Nesterov(0.1), RMSProp(0.01), Adam(0.01)])
def test_training_takes_the_steps_that_one_would_write_out(optimiser):
    network, X, y, _ = small()
    quiet(network, X, y, optimiser, seeded(7), epochs=2, batch=16)  # 16, 16 and 8 rows
    other, rng = small()[0], seeded(7)
    memories = [None] * 4
    losses = []
    for _ in range(2):
        for rows in minibatches(40, 16, rng):
            cross_entropy(other(X[rows]), y[rows]).backward()
            steps = [optimiser.step(p.data, p.grad, m) for p, m in zip(other.parameters, memories, strict=True)]
            other.parameters, memories = [w for w, _ in steps], [m for _, m in steps]
        losses.append(cross_entropy(other(X).data, y))
    assert losses[1] < losses[0]  # so that the last weights are the best
    assert np.allclose(weights(network), weights(other), rtol=1e-12, atol=1e-14)


def test_the_seed_alone_decides_what_is_learned():
    ends = []
    for seed in (1, 1, 2):
        network, X, y, _ = small()
        quiet(network, X, y, rng=seeded(seed), batch=8)
        ends.append(weights(network))
    assert np.array_equal(ends[0], ends[1]) and not np.array_equal(ends[0], ends[2])


def test_a_batch_larger_than_the_data_is_all_of_them():
    network, X, y, _ = small()
    assert quiet(network, X, y, epochs=5, batch=1000).steps == 5


def test_without_validation_rows_the_lowest_training_loss_counts():
    network, X, y, _ = small()
    history = quiet(network, X, y, GradientDescent(30.0), epochs=12)  # up and down
    assert 0 <= history.best == np.argmin(history.losses) < 12
    assert np.isclose(cross_entropy(network(X).data, y), history.losses.min())
    assert np.isnan(history.validation_losses).all() and np.isnan(history.validation_accuracies).all()
    assert f"with the best loss on the training rows, {history.losses.min():.4g}." in history.reason


def test_of_equal_validation_accuracies_the_lower_loss_counts():
    network, X, y, _ = small()
    history = quiet(network, X, y, Adam(0.02), epochs=60, validation=(X[:6], y[:6]))
    equal = history.validation_accuracies == history.validation_accuracies.max()
    assert equal.sum() > 1
    assert history.best == np.argmin(np.where(equal, history.validation_losses, np.inf))


def test_a_penalty_adds_its_gradient_to_every_step_and_nothing_to_the_history():
    network, X, y, _ = small()
    (plain, *_), strength, rate = small(), 0.3, 0.1
    start = [p.data for p in plain.parameters]

    def penalty(network):
        return strength / 2 * sum((layer.weights**2).sum() for layer in network.layers)

    history = quiet(network, X, y, GradientDescent(rate), epochs=1, batch=40, penalty=penalty)
    quiet(plain, X, y, GradientDescent(rate), epochs=1, batch=40)
    difference = [q.data - p.data for p, q in zip(plain.parameters, network.parameters, strict=True)]
    expected = [-rate * strength * w * (w.ndim == 2) for w in start]  # no decay of the biases
    assert all(np.allclose(d, e, atol=1e-14) for d, e in zip(difference, expected, strict=True))
    assert np.isclose(history.losses[1], cross_entropy(network(X).data, y))


# Callbacks


def test_callbacks_are_called_at_the_start_and_after_every_epoch():
    network, X, y, _ = small()
    seen, names = [], []
    both = (lambda network, epoch: seen.append((weights(network), epoch)), lambda n, e: names.append(e.epoch))
    history = quiet(network, X, y, callbacks=both, epochs=4)
    assert [epoch.epoch for _, epoch in seen] == names == [0, 1, 2, 3, 4]
    assert [epoch.loss for _, epoch in seen] == history.losses.tolist()
    assert np.array_equal(seen[0][0], weights(small()[0])) and np.array_equal(seen[history.best][0], weights(network))


def test_a_callback_that_returns_true_ends_the_training():
    network, X, y, _ = small()
    history = quiet(network, X, y, epochs=50, callbacks=lambda network, epoch: epoch.epoch == 3)
    assert len(history) == 3 and history.outcome == "stopped"
    assert history.reason.startswith("Stopped by a callback after 3 epochs, 6 steps. The network holds")
    again = quiet(network, X, y, epochs=2, callbacks=lambda network, epoch: epoch)  # true-ish is not True
    assert again.outcome == "finished"


# Interrupted


@pytest.fixture
def heard():
    """Python hears Ctrl+C, also where it was started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt_at(number):
    """A callback that does after this epoch what Ctrl+C does."""

    def callback(network, epoch):
        if epoch.epoch == number:
            signal.raise_signal(signal.SIGINT)

    return callback


def test_an_interrupted_training_keeps_the_best_weights_and_says_so(heard):
    network, X, y, _ = small()
    with pytest.warns(UserWarning, match=r"Interrupted after 5 epochs, 10 steps\. The network holds the weights after"):
        history = quiet(network, X, y, GradientDescent(30.0), epochs=99, callbacks=interrupt_at(5))
    assert history.outcome == "interrupted" and len(history) == 5
    assert np.isclose(cross_entropy(network(X).data, y), history.losses.min())


class InterruptedStep:
    """An optimiser in whose third step somebody presses Ctrl+C."""

    def __init__(self):
        self.steps = 0

    def step(self, w, g, memory):
        self.steps += 1
        if self.steps == 3:
            signal.raise_signal(signal.SIGINT)
        return w - 0.1 * g, None


def test_within_the_first_epoch_an_interruption_leaves_the_weights_of_the_start(heard):
    network, X, y, _ = small()
    with pytest.warns(UserWarning, match=r"after 0 epochs, 2 steps\. The network holds the weights of the start"):
        quiet(network, X, y, InterruptedStep(), batch=4)
    assert np.array_equal(weights(network), weights(small()[0]))


# Diverged


def diverged(match, *arguments, **options):
    with pytest.warns(UserWarning, match=match):
        history = quiet(*arguments, **options)
    assert history.outcome == "diverged" and np.isfinite(weights(arguments[0])).all()
    assert np.isfinite(history.losses).all()
    return history


@pytest.mark.parametrize("rate", [1e100, 1e160, 1e300])
def test_a_rate_far_too_large_stops_at_once_and_is_named_as_the_cause(rate):
    network, X, y, _ = small()
    words = r"Diverged at step \d+, in epoch \d: (the loss|a weight) is (nan|-?inf)\. Likely cause: steps that lead "
    history = diverged(words + "too far.*Try a smaller learning rate", network, X, y, GradientDescent(rate), epochs=9)
    assert history.steps <= 6 and len(history) < 9


def test_weights_too_large_at_the_start_are_named_as_the_cause():
    network, X, y, _ = small()
    network.parameters = [p.data * 1e200 for p in network.parameters]
    before = weights(network)
    history = diverged(r"at step 0, in epoch 0: .*weights at the start are too large", network, X, y)
    assert np.array_equal(weights(network), before) and len(history) == 0
    assert history.reason.endswith("The network is as it was.")


def test_a_slope_that_is_not_finite_is_told_from_steps_too_large():
    rng = seeded()
    X, y = np.zeros((6, 2)), np.array([0, 1] * 3)
    network = Network((2, 4, 2), rng, activation=lambda z: sqrt(z * z))  # at 0 its slope is 0/0
    diverged(r"at step 1, in epoch 1: a weight is nan\. Likely cause: a slope that is not finite", network, X, y)


def test_nan_that_a_callback_plants_is_traced_to_it():
    network, X, y, _ = small()

    def plant(network, epoch):
        if epoch.epoch == 2:
            network.parameters = [p.data * np.nan for p in network.parameters]

    diverged(r"Diverged at step 4, in epoch 3: .*Likely cause: a callback", network, X, y, epochs=9, callbacks=plant)


def test_a_penalty_without_a_value_stops_as_well():
    network, X, y, _ = small()
    diverged("the loss is nan", network, X, y, penalty=lambda network: Tensor(np.nan))


# Clear errors


BAD_ROWS = {
    "a picture that is no row": (IMAGES[:5], LABELS[:5], ValueError, r"shape \(5, 8, 8\).*X\.reshape\(len\(X\), -1\)"),
    "transposed": (
        PIXELS[:5].T,
        LABELS[:5],
        ValueError,
        r"shape \(64, 5\); this network takes \(n, 64\).*Transpose it",
    ),
    "larger pictures": (np.zeros((5, 784)), LABELS[:5], ValueError, r"shape \(5, 784\)"),
    "one row": (PIXELS[0], LABELS[:1], ValueError, r"shape \(64,\)"),
    "no rows": (PIXELS[:0], LABELS[:0], ValueError, r"shape \(0, 64\)"),
    "pixels to 16": (PIXELS[:5] * 16, LABELS[:5], ValueError, "from 0 to 16; expected from 0 to 1. Divide pixels"),
    "pixels below 0": (PIXELS[:5] - 1, LABELS[:5], ValueError, "from -1 to 0; expected from 0 to 1"),
    "NaN": (np.full((5, 64), np.nan), LABELS[:5], ValueError, "NaN or infinity, first in row 0"),
    "masked": (np.ma.masked_less(PIXELS[:5], 0.1), LABELS[:5], ValueError, "masked entries; expected none"),
    "text": (PIXELS[:5].astype(str), LABELS[:5], TypeError, "X holds <U.* values; expected real numbers"),
    "ragged": ([[1, 2], [3]], [0, 1], TypeError, "X is no array; expected rows of equal length"),
    "labels as digits in quotes": (PIXELS[:2], ["0", "7"], TypeError, r"hold text, such as 0; .*labels\.astype\(int\)"),
    "labels as words": (PIXELS[:2], ["one", "two"], TypeError, r"such as one; .*np\.unique\(labels, return_inverse"),
    "labels as objects": (PIXELS[:2], np.array(["one", 2], object), TypeError, "text, such as one"),
    "labels as floats": (PIXELS[:2], [0.0, 1.0], TypeError, r"float64 values; expected whole numbers from 0 to 9"),
    "labels too few": (PIXELS[:3], [0, 1], ValueError, r"shape \(2,\); expected \(3,\)"),
    "labels as columns": (PIXELS[:3], np.eye(10, dtype=int)[:3], ValueError, r"labels\.argmax\(axis=1\)"),
    "a label too large": (PIXELS[:2], [1, 10], ValueError, "hold 10; expected whole numbers from 0 to 9"),
    "a label below 0": (PIXELS[:2], [1, -1], ValueError, "hold -1; expected whole numbers from 0 to 9"),
}


@pytest.mark.parametrize("case", BAD_ROWS)
@pytest.mark.parametrize("part", ["training", "validation"])
def test_rows_or_labels_that_do_not_fit_are_refused_in_words(case, part):
    X, labels, error, match = BAD_ROWS[case]
    network = Network((64, 10), seeded())
    before, given = weights(network), (X, labels)
    rows, options = (given, {}) if part == "training" else ((PIXELS[:9], LABELS[:9]), {"validation": given})
    with pytest.raises(error, match=match) as caught:
        train(network, *rows, Adam(), seeded(), progress=False, **options)
    assert str(caught.value).startswith("validation") == (part == "validation")
    assert np.array_equal(weights(network), before)


BAD_SETTINGS = {
    "rng": (0, TypeError, r"rng = 0; expected a random generator"),
    "optimiser": (Adam, TypeError, r"expected a rule with its numbers"),
    "network": (PIXELS, TypeError, "expected a Network"),
    "epochs": (0, ValueError, "epochs = 0; expected a whole number from 1 on"),
    "batch": (2.5, ValueError, "batch = 2.5; expected a whole number from 1 on"),
    "penalty": (0.1, TypeError, "penalty = 0.1; expected a function of the network"),
    "callbacks": (3, TypeError, "callbacks = 3; expected a function of the network and the epoch"),
    "span": ((1, 0), ValueError, r"span = \(1, 0\); expected two numbers, the lower first"),
    "validation": (PIXELS, TypeError, r"a pair \(X, labels\)"),
}


@pytest.mark.parametrize("callbacks", ["ab", None, [print, 3], 0.5])
def test_callbacks_that_cannot_be_called_are_refused_by_name(callbacks):
    network, X, y, rng = small()
    with pytest.raises(TypeError, match="callbacks = .*; expected a function"):
        train(network, X, y, Adam(), rng, span=None, callbacks=callbacks, progress=False)


@pytest.mark.parametrize("value, got", [(None, "None"), (np.ones(2), r"shape \(2,\)"), ("a", "'a'")])
def test_a_penalty_that_is_no_number_is_refused_by_name(value, got):
    network, X, y, rng = small()
    with pytest.raises(TypeError, match=f"penalty returned {got}; expected one number"):
        train(network, X, y, Adam(), rng, span=None, penalty=lambda network: value, progress=False)


@pytest.mark.parametrize("name", BAD_SETTINGS)
def test_settings_that_are_none_are_refused_in_words(name):
    value, error, match = BAD_SETTINGS[name]
    network, X, y, rng = small()
    arguments = {"network": network, "X": X, "labels": y, "optimiser": Adam(), "rng": rng, "span": None}
    with pytest.raises(error, match=match):
        train(**arguments | {name: value}, progress=False)


def test_a_network_with_nan_among_its_weights_is_refused():
    network, X, y, _ = small()
    network.parameters = [p.data * np.nan for p in network.parameters]
    with pytest.raises(ValueError, match="a weight of the network is NaN or infinite before the first step"):
        quiet(network, X, y)


def test_other_activations_and_deeper_networks_train_as_well():
    X, y = moons(60, 0.05, seeded())
    network = Network((2, 8, 8, 2), seeded(), activation=tanh)
    assert quiet(network, X, y, Adam(0.03), epochs=80).accuracies[-1] > 0.95


# The bar


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self):
        return True


def test_a_terminal_shows_epoch_loss_validation_accuracy_and_time_left(monkeypatch, capsys):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    network, X, y, _ = small()
    history = quiet(network, X, y, validation=(X[:8], y[:8]), progress=True)
    first, *_, last = [line for line in terminal.getvalue().replace("\r", "\n").split("\n") if "loss" in line]
    assert f"epoch 0/3, loss {history.losses[0]:.4f}" in first and "left" in first
    assert f"epoch 3/3, loss {history.losses[3]:.4f}, validation accuracy " in last and "00:00 left" in last
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("stream, progress", [(Terminal, False), (io.StringIO, True)])
def test_nothing_is_shown_when_switched_off_or_where_no_terminal_is(stream, progress, monkeypatch, capsys):
    monkeypatch.setattr(sys, "stderr", stream())
    network, X, y, _ = small()
    quiet(network, X, y, progress=progress)
    assert sys.stderr.getvalue() == "" and capsys.readouterr().out == ""


def test_in_a_notebook_the_bar_is_a_widget_that_leaves_nothing_to_compare_or_to_store():
    nbformat = pytest.importorskip("nbformat", reason="no notebook can be made here")
    pytest.importorskip("nbclient", reason="JupyterLab is not installed here, and no notebook can be run")
    specification = importlib.util.spec_from_file_location("refresh", TOOL)
    refresh = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(refresh)
    code = """
    import numpy as np
    from calcml.descent import Adam
    from calcml.networks import Network, train
    rng = np.random.default_rng(0)
    history = train(Network((2, 2), rng), [[0, 1], [1, 0]], [0, 1], Adam(), rng, epochs=3)
    history.outcome
    """
    cell = nbformat.v4.new_code_cell("\n".join(line.strip() for line in code.strip().splitlines()))
    notebook = nbformat.v4.new_notebook(cells=[cell])
    refresh.run(notebook, Path(__file__).parent)
    bar, result = notebook.cells[0].outputs
    assert set(bar.data) == {"application/vnd.jupyter.widget-view+json"}  # which nbval passes over
    refresh.clean(notebook)
    assert [output.data for output in notebook.cells[0].outputs] == [{"text/plain": "'finished'"}]
