"""A classifier that learns: its decision boundary moves."""


def decision_boundary(step=0):
    """Logistic regression by descent: Adelie or Chinstrap, by bill length and depth.

    p = sigmoid(b + w₁ · length + w₂ · depth), both standardised with the training birds' mean and scale; y = 1 for
    Chinstrap. A quarter of the 219 birds is held out (`datasets.split`, seed 0). Descent from weights 0 with η = 1, on
    all training birds. Beside: the loss against the step, on the training birds and on those held out.
    First used in notebook 07.

    Parameters
    ----------
    step : int
        The press at which it opens: the first ten take one step each, then ten, then a hundred.

    Returns
    -------
    LiveFigure
        Its control: step.
    """
    raise NotImplementedError
