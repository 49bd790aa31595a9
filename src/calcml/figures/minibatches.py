"""Descent on mini-batches of penguins, beside descent on all of them."""


def minibatch_path(rate=0.1, batch=16, step=20):
    """Mini-batch descent on the penguins' regression, and in grey the descent on all birds from the same start.

    mass = b + w · flipper, as in `learning.parameter_space`: flippers standardised, w and b in kg, the loss in kg².
    Every epoch is shuffled anew, from a fixed seed, and no bird is drawn twice in it. Beside: the loss over all 342
    birds against the step. First used in notebook 07.

    Parameters
    ----------
    rate : float
        The learning rate η, from 0.01 to 0.5.
    batch : int
        How many birds a step looks at: 1, 4, 16, 64 or 342, which is all of them.
    step : int
        The step at which it opens, from 0 to 60.

    Returns
    -------
    LiveFigure
        Its controls: rate, batch and step.
    """
    raise NotImplementedError
