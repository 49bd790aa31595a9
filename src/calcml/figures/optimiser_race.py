"""Four optimisers on one surface."""


def race(step=0):
    """Gradient descent, momentum, RMSProp and Adam on Beale's function, from the same start.

    Each has its own learning rate η, the one of 1, 2 and 5 times powers of ten with which f is lowest at the end.
    Beside the contours: f against the step on a log axis. First used in notebook 07.

    Parameters
    ----------
    step : int
        The step at which it opens.

    Returns
    -------
    LiveFigure
        Its control: step.
    """
    raise NotImplementedError
