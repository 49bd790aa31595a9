"""Small pictures of digits in a row, as they are shown beside the live figures of notebook 11."""

import matplotlib.pyplot as plt
import numpy as np

FRAME = "#CBD2D9"  # around each picture


def draw_digits(pictures, titles=None, across=10):
    """Show digits side by side, from white, paper, to black, ink.

    First used in notebook 11.

    Parameters
    ----------
    pictures : array_like, shape (n, 64) or (n, 8, 8)
        Pixels from 0 to 1.
    titles : sequence of str, optional
        What to write above each.
    across : int, default 10
        How many places a row has; more pictures go on below.

    Returns
    -------
    list of Axes
        One for each picture. End the cell with plt.show().

    Raises
    ------
    ValueError
        If the pictures are not of 64 pixels each, there is none, or there is not a title for each.
    """
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim not in (2, 3) or pictures.shape[1:] not in ((64,), (8, 8)) or not len(pictures):
        raise ValueError(f"pictures have shape {pictures.shape}; expected (n, 64) or (n, 8, 8), such as images[:10].")
    if titles is not None and len(titles) != len(pictures):
        raise ValueError(f"{len(titles)} titles for {len(pictures)} pictures; expected one each.")
    down = -(-len(pictures) // across)
    height = 7 / across + (0.3 if titles is not None else 0.05)
    _, grid = plt.subplots(down, across, figsize=(7, height * down), squeeze=False, layout="constrained")
    for ax in grid.flat[len(pictures) :]:
        ax.set_axis_off()
    for k, (ax, picture) in enumerate(zip(grid.flat, pictures, strict=False)):  # there may be more places
        ax.imshow(picture.reshape(8, 8), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=FRAME)
        if titles is not None:
            ax.set_title(titles[k], fontsize=11)
    return list(grid.flat[: len(pictures)])
