"""The live figures of notebook 09: backpropagation, node by node, in one neuron, and in a network that learns."""

from calcml.figures.neuron import BIAS, Exact, neuron_explorer
from calcml.figures.node_steps import MOST, NodeSteps
from calcml.figures.two_moons import moons
from calcml.live import Formula, LiveFigure, Steps
from calcml.symbolic import FormulaError, parse

__all__ = ["backprop_stepper", "moons", "neuron_explorer"]

NEURON = {"w": -3.0, "x": 2.0, "b": BIAS}
SLIDERS = 3  # variables that have one
_C, _D = "2*(2*(a + b) + 1) + 1 - a", "4*(3*(a*b + b^3) + relu(b + a)) + relu(b - a)"
_E = f"({_C} - ({_D}))"  # c, d and e of the README of micrograd by Andrej Karpathy, each as one formula
EXAMPLES = {
    "a tanh neuron": "tanh(w*x + b)",
    "its squared error, target 1": "(tanh(w*x + b) - 1)^2",
    "a relu neuron": "relu(w*x + b)",
    "a logistic loss": "softplus(-(w*x + b))",
    "a value used twice": "w*x + x*b",
    "used in a product with itself": "x*x + x",
    "micrograd's README": f"{_E}^2/2 + 10/{_E}^2",
}


def backprop_stepper(f="tanh(w*x + b)", values=None, step=0):
    """A formula as a graph: its values fill in node by node, then its gradients, as an engine computes them.

    On the way back each step is one node: its gradient is complete, and each input gets that times the local
    derivative, which is said in words; shares that meet are added. First used in notebook 09.

    Parameters
    ----------
    f : str
        The formula shown first; the learner can type another. What has more than 25 nodes is folded.
    values : dict, optional
        From the variables to their values; w = −3, x = 2 and b = 6.8813735870195432 when left out. The first three get
        sliders.
    step : int
        The step at which it opens.

    Returns
    -------
    LiveFigure
        Its controls: f, the variables and step.

    Raises
    ------
    ValueError
        If the formula cannot be read, or the name of a variable is taken.

    Examples
    --------
    >>> backprop_stepper("x*y", {"x": 3, "y": -4}, step=3).sentence.partition(" The ")[0]
    'Backward, 1 of 1: ∂f/∂f is 1. ∂(x·y)/∂x = y = −4, so x gets 1·(−4) = −4. ∂(x·y)/∂y = x = 3, so y gets 1·3 = 3.'
    """
    values = {name: float(value) for name, value in (values or NEURON).items()}
    if taken := {"f", "step"} & set(values):
        raise ValueError(f"{min(taken)!r} is a control of this figure. Call the variable something else, such as x.")
    steps, names = NodeSteps(), tuple(values)

    def update(step, **moved):
        moved.pop("f")
        return steps.update(step, **values | moved)

    controls = {"f": Formula(f, lambda text: parse(text, names), label=_label(names), examples=_examples(names))}
    controls |= {name: _slider(values[name]) for name in names[:SLIDERS]}
    controls["step"] = Steps(MOST, pace=1, start=step)
    return LiveFigure(steps.fig, update, draw=steps.draw, name="backprop_stepper", **controls)


def _label(names):
    return f"f({', '.join(names)}) ="


def _slider(value):
    """From −4 to 4, or wider, with the value itself among the stops."""
    reach = 4.0
    while reach < abs(value):
        reach *= 2
    return Exact(-reach, reach, value, 33)


def _examples(names):
    """The examples that have these variables only."""
    return {words: text for words, text in EXAMPLES.items() if _readable(text, names)}


def _readable(text, names):
    try:
        parse(text, names)
    except FormulaError:
        return False
    return True
