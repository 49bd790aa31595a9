"""Live figures, numerics and exercises for the notebooks of Calculus for Machine Learning.

Importing calcml loads nothing: import the module that you need, such as ``from calcml import numerics``.

The ground floor
    numerics     slopes, gradients, Jacobians and Hessians by nudging; checks a gradient
    symbolic     a typed formula: safely parsed, called with numbers, differentiated, shown
    autodiff     gradients by backpropagation through numpy arrays: Tensor, grad
    functions    named functions of one and two variables: derivatives, domains and minima
    datasets     penguins, handwritten digits, two moons; held-out rows, standardised columns
    style        colours by meaning, and the look of every picture

On top of it
    descent      optimisers, mini-batches, and the walk downhill
    networks     layers, initialisers, losses and their gradients; trains a network
    plotting     still pictures: curves, tangents, contours, surfaces, arrows
    live         figures that move: LiveFigure and its controls
    figures      the live figures of the notebooks, one module a notebook
    exercises    exercises that say what went wrong, one module a notebook
"""

__version__ = "0.1.0"
