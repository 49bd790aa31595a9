"""Would the checks notice? Each test plants one bug into the source of calcml.autodiff, and a check must fail.

The checks are those that calcml.autodiff itself passes in test_autodiff.py and test_autodiff_errors.py.
"""

import types
from pathlib import Path

import pytest
from autodiff_checks import CHECKS
from autodiff_refusals import REFUSALS, check_refusal

from calcml import autodiff

SOURCE = Path(autodiff.__file__).read_text(encoding="utf-8")
ALL_CHECKS = CHECKS | {name: lambda engine, name=name: check_refusal(engine, name) for name in REFUSALS}

CAUGHT = (AssertionError, pytest.fail.Exception, TypeError, ValueError, RuntimeError)  # some bugs make it crash

PLANTED = {  # the right text, the wrong text, and the check that notices
    # The sweep
    "= for +=": ("gradients[x] + share if x in gradients else share", "share", "values_used_twice"),
    "the first share alone": (
        "gradients[x] = gradients[x] + share if",
        "gradients[x] = gradients[x] if",
        "known_graphs",
    ),
    "+= into an array that another holds": (
        "gradients[x] + share if x in gradients else share",
        "np.add(gradients[x], share, out=gradients[x]) if x in gradients and type(share) is np.ndarray and "
        "gradients[x].flags.writeable else gradients[x] + share if x in gradients else share",
        "values_used_twice",
    ),
    "creation order lost, depth first": ("heappop(heap)", "heap.pop()", "paths_of_different_lengths"),
    "creation order lost, breadth first": ("heappop(heap)", "heap.pop(0)", "paths_of_different_lengths"),
    "oldest first": ("_births = count(0, -1)", "_births = count()", "paths_of_different_lengths"),
    "stale gradients": (
        "leaf.grad = gradient",
        "leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient",
        "gradients_replace_old_ones",
    ),
    "gradients written into the old arrays": (
        "leaf.grad = gradient",
        "leaf.grad = np.add(gradient, 0, out=leaf.grad) if isinstance(leaf.grad, np.ndarray) else gradient",
        "gradients_replace_old_ones",
    ),
    "leaves share an array": ("{leaf: g.copy() for", "{leaf: g for", "nothing_is_shared"),
    "the seed is left out": ("if seed is None else _constant(seed)", "* np.ones(tensor.shape)", "matrix_products"),
    "edges kept after backward": (
        "g, node._inputs, node._values = gradients.pop(node), None, None",
        "g = gradients.pop(node)",
        "second backward",
    ),
    "gradients of all on the way": ("gradients.pop(node), None", "gradients[node], None", "gradients_replace_old_ones"),
    "a cycle": (
        "node._data, node.grad, node._birth = y, None,",
        "node._data, node.grad, node._birth = y, node,",
        "no_cycles",
    ),
    "grad forgets who asks": ("context.run(_within_grad.set, True)", "pass", "nested grad, seen as plain"),
    "grad leaves gradients outside": (
        "_sweep(y).get(leaf,",
        "(y.backward(), {leaf: leaf.grad} if leaf.grad is not None else {})[1].get(leaf,",
        "functions_of_gradients",
    ),
    # Broadcasting
    "broadcasting not undone": ("    if share.ndim > len(shape):", "    if False:", "operators_over_broadcasting"),
    "axes of length 1 not summed": (
        "share.sum(tuple(i for i, n in enumerate(shape) if n == 1), keepdims=True)",
        "share[tuple(slice(1) if n == 1 else slice(None) for n in shape)]",
        "operators_over_broadcasting",
    ),
    "the wrong axes summed": (
        "share.sum(axis=tuple(range(share.ndim - len(shape))))",
        "share.sum(axis=tuple(range(-1, len(shape) - share.ndim - 1, -1)))",
        "operators_over_broadcasting",
    ),
    "a mean instead of a sum": (
        "        share = share.sum(axis=",
        "        share = share.mean(axis=",
        "matrix_products",
    ),
    # Operators
    "- by its right side": (
        "operator.sub, lambda g, *_: g, lambda g, *_: -g",
        "operator.sub, lambda g, *_: g, lambda g, *_: g",
        "known_graphs",
    ),
    "* with its sides swapped": (
        "lambda g, y, a, b: g * b, lambda g, y, a, b: g * a",
        "lambda g, y, a, b: g * a, lambda g, y, a, b: g * b",
        "operators_over_broadcasting",
    ),
    "/ by its right side": ("-g * y / b)", "-g * y)", "operators_over_broadcasting"),
    "/ with a square that underflows": ("-g * y / b)", "-g * a / b**2)", "extreme_values"),
    "reflected sides swapped": (
        "getattr(Tensor, name)(a, b)",
        "getattr(Tensor, name)(b, a)",
        "constants_on_either_side",
    ),
    "** without the factor": ("g * (b * a **", "g * (a **", "operators_over_broadcasting"),
    "** at 0": ("(b - 1 + (b == 0))", "(b - 1)", "powers_at_zero"),
    "** by its exponent at 0": ("np.log(a + (a == 0))", "np.log(a)", "powers_at_zero"),
    "** by its exponent without the logarithm": (
        "g * (y * np.log(a + (a == 0)))",
        "g * y",
        "operators_over_broadcasting",
    ),
    "constants kept, not copied": ("np.array(x, copy=copy)", "np.asarray(x)", "constants_may_change_afterwards"),
    "options kept, not copied": (
        "values[n:], options = deepcopy((values[n:], options))",
        "pass",
        "constants_may_change_afterwards",
    ),
    "integers kept": ("array.astype(float, copy=False)", "array", "numbers_without_axes_integers_and_nothing"),
    # Matrix products
    "transpose left out on the left": ("@ b.swapaxes(-1, -2)", "@ b", "matrix_products"),
    "transpose left out on the right": ("return a.swapaxes(-1, -2) @ g if", "return a @ g if", "matrix_products"),
    "sides of @ swapped": ("np.matmul, _left, _right)", "np.matmul, _right, _left)", "matrix_products"),
    "all axes of a batch reversed": ("@ b.swapaxes(-1, -2)", "@ b.T", "matrix_products"),
    "a batch of rows times a vector": (
        "g.reshape(g.size) @ a.reshape(g.size, b.size)",
        "(g @ a.reshape(g.size, b.size) if g.ndim < 2 else g[0] @ a[0])",
        "matrix_products",
    ),
    # Reductions, shapes, indices
    "missing 1/n in mean": ("g * y.size / x.size", "g", "reductions"),
    "1/n of all entries in mean along an axis": ("g * y.size / x.size", "g / x.size", "reductions"),
    "axes not put back": ("else np.expand_dims(g, axis)", "else g", "reductions"),
    "max ties not shared": (" / ties.sum(axis, keepdims=True))", ")", "ties_for_the_largest"),
    "max ties counted over everything": ("ties.sum(axis, keepdims=True)", "ties.sum()", "ties_for_the_largest"),
    "np.add.at replaced by assignment": ("np.add.at(share, index, g)", "share[index] = g", "repeated_indices"),
    "np.add.at replaced by +=": ("np.add.at(share, index, g)", "share[index] += g", "repeated_indices"),
    "slices shifted by one": ("        share[index] = g", "        share[index] = np.roll(g, 1)", "indexing"),
    "order of axes not inverted": (
        "axes and np.argsort(np.arange(x.ndim)[list(axes)])",
        "axes",
        "shapes_and_transposes",
    ),
    "negative axes taken as they are": (
        "np.argsort(np.arange(x.ndim)[list(axes)])",
        "np.argsort(axes)",
        "shapes_and_transposes",
    ),
    "reshape as Fortran does": ("g.reshape(x.shape)", "g.reshape(x.shape, order='F')", "shapes_and_transposes"),
    "pieces of concatenate mixed up": ("[k : k + 2]", "[max(k - 1, 0) : max(k - 1, 0) + 2]", "joining"),
    # Functions
    ">= in relu": ("g * (x > 0)", "g * (x >= 0)", "choices_at_kinks"),
    "absolute has slope 1 at 0": ("g * np.sign(x)", "g * np.where(x < 0, -1.0, 1.0)", "choices_at_kinks"),
    "clip bounds outside": ("(low <= x) & (x <= high)", "(low < x) & (x < high)", "choices_at_kinks"),
    "clip bounds from the result": ("((low <= x) & (x <= high))", "((low <= y) & (y <= high))", "choosing"),
    "maximum ties counted twice": ("g * (a == y) / (1 + (a == b))", "g * (a == y)", "choices_at_kinks"),
    "where with its sides swapped": (
        "np.where(c, g, 0),",
        "np.where(c, 0, g),",
        "choosing",
    ),
    "cos without its sign": ("-g * np.sin(x)", "g * np.sin(x)", "elementwise_functions"),
    "sqrt without a half": ("g * 0.5 / y", "g / y", "elementwise_functions"),
    "log of the result": ("g / x)", "g / y)", "elementwise_functions"),
    "tanh by 1 − y²": (
        "g * (4 * (e := np.exp(-2 * np.abs(x))) / (1 + e) ** 2)",
        "g * (1 - y * y)",
        "tails_to_relative_accuracy",
    ),
    "sigmoid by y(1 − y)": (
        "g * ((e := np.exp(-np.abs(x))) / (1 + e) ** 2)",
        "g * (y * (1 - y))",
        "tails_to_relative_accuracy",
    ),
    "sigmoid that overflows": (
        "np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))",
        "np.exp(x) / (1 + np.exp(x))",
        "extreme_values",
    ),
    "softmax without its mixed terms": (
        "y * (g - np.sum(g * y, axis, keepdims=True))",
        "y * (1 - y) * g",
        "classifying",
    ),
    "softmax that overflows": ("np.exp(x - x.max(axis, keepdims=True))", "np.exp(x)", "extreme_values"),
    "logsumexp forgets the largest": ("+ np.squeeze(top, axis),", ",", "classifying"),
    "missing 1/n in cross_entropy's gradient": (
        "g * ((softmax(x) - onehot) / n)",
        "g * (softmax(x) - onehot)",
        "classifying",
    ),
    "onehot left out": ("(softmax(x) - onehot)", "softmax(x)", "classifying"),
    "labels not looked at": ("not onehot.any(axis=-1).all()", "False", "a label too large"),
}


def engine_of(source):
    """The module that a source makes."""
    module = types.ModuleType("planted")
    exec(compile(source, "autodiff.py, perhaps with a bug", "exec"), module.__dict__)
    return module


@pytest.mark.parametrize("bug", PLANTED)
@pytest.mark.filterwarnings("ignore")  # a bug may make numpy warn; it is the check that must notice
def test_a_planted_bug_is_noticed(bug):
    right, wrong, check = PLANTED[bug]
    assert SOURCE.count(right) == 1, f"the text to replace stands {SOURCE.count(right)} times in the source"
    engine = engine_of(SOURCE.replace(right, wrong))
    with pytest.raises(CAUGHT):
        ALL_CHECKS[check](engine)


def test_without_a_bug_the_same_checks_pass():
    engine = engine_of(SOURCE)
    for check in {check for *_, check in PLANTED.values()}:
        ALL_CHECKS[check](engine)


def test_there_are_enough_bugs_and_most_checks_are_needed():
    noticed_by = {check for *_, check in PLANTED.values()}
    assert len(PLANTED) >= 60 and noticed_by <= set(ALL_CHECKS)
    assert len(noticed_by & set(CHECKS)) >= 20
