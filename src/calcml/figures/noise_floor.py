"""Descent with noisy gradients: how near to the minimum it stays."""


def batch_noise(batch=1, rate=0.5):
    """Descent on f = x²/2 with the gradient of a batch: one walk, and the mean square of 1,000, down to a floor.

    Each sample's gradient is x plus noise of variance σ² = 1; a batch of B, drawn with replacement, has noise of
    variance σ²/B. The mean square of x falls to the floor ησ²/((2 − η)B), and stays there, for 0 < η < 2.
    First used in notebook 07.

    Parameters
    ----------
    batch : int
        B: 1, 2, 4, 8, 16, 32 or 64.
    rate : float
        The learning rate η, from 0.1 to 1.9.

    Returns
    -------
    LiveFigure
        Its controls: batch and rate.
    """
    raise NotImplementedError
