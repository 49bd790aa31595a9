"""The live figures of notebook 08: chain the rates."""

from calcml.figures.chained_rates import rates
from calcml.figures.derivative_costs import cost_counter
from calcml.figures.graph_steps import MOST, GraphSteps
from calcml.live import Formula, LiveFigure, Slider, Steps
from calcml.symbolic import parse

__all__ = ["cost_counter", "graph_stepper", "rates"]

EXAMPLES = {
    "two paths": "(x*y + x)^2",
    "the same factor twice": "x*x + x",
    "a neuron": "tanh(0.5x + y + 2)",
    "the larger of two": "max(x*y, x + y)",
    "nested": "exp(sin(x*y))",
}


def graph_stepper(f="(x*y + x)^2", x=3.0, y=-4.0, step=0):
    """A formula of x and y as a graph: first its values, node by node, then derivatives back, edge by edge.

    At each edge the local derivative is said in words and multiplied by the gradient that has arrived; where paths meet
    the products add. First used in notebook 08.

    Parameters
    ----------
    f : str
        The formula shown first; the learner can type another. What has more than 25 nodes is folded.
    x, y : float
        From −4 to 4.
    step : int
        The step at which it opens.

    Returns
    -------
    LiveFigure
        Its controls: f, x, y and step.
    """
    steps = GraphSteps()

    def update(x, y, step):
        return steps.update(step, x=x, y=y)

    controls = {
        "f": Formula(f, lambda text: parse(text, ("x", "y")), label="f(x, y) =", examples=EXAMPLES),
        "x": Slider(-4, 4, x, stops=33),
        "y": Slider(-4, 4, y, stops=33),
        "step": Steps(MOST, pace=1, start=step),
    }
    return LiveFigure(steps.fig, update, draw=steps.draw, name="graph_stepper", **controls)
