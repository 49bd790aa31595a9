"""What is refused of the figures, functions and controls that an author puts together."""

import inspect

from calcml.live.controls import Choice, Control, Formula, Slider
from calcml.live.handle import Handle
from calcml.live.steps import Steps

MOST_SLIDERS = 4
RESERVED = {"name", "state"}  # beside what the widget's class has: the browser's half of a widget uses them


def parameters(function, controls):
    """The controls that a function takes."""
    taken = inspect.signature(function).parameters
    if any(p.kind is p.VAR_KEYWORD for p in taken.values()):
        return list(controls)
    return [name for name in controls if name in taken]


def check_names(widget, name, controls):
    """Raise, in words, unless every control is one, and has a name that the widget's class leaves free."""
    for key, control in controls.items():
        if not isinstance(control, Control):
            raise TypeError(
                f"{key} should be a Slider, Steps, Choice, Reveal or Formula, got {type(control).__name__}."
            )
        if key.startswith("_") or key in RESERVED or hasattr(widget, key):
            raise ValueError(
                f"A control cannot be called {key!r}: the widget uses that name itself. Choose another name."
            )
    if not isinstance(name, str):
        raise ValueError("A control cannot be called 'name': LiveFigure uses it for its own name, a text.")


def check(update, still, handles, controls):
    """Raise, in words, unless the controls fit the functions and the handles.

    `still` holds the names of the controls that `draw` takes.
    """
    _check_functions(update, still, controls)
    sliders = [name for name, control in controls.items() if isinstance(control, Slider)]
    if len(sliders) > MOST_SLIDERS:
        raise ValueError(f"A figure has at most {MOST_SLIDERS} sliders, got {len(sliders)}. Split it into two figures.")
    steps = [name for name in sliders if isinstance(controls[name], Steps)]
    if len(steps) > 1:
        raise ValueError(f"A figure walks through one trace, got Steps for {' and '.join(steps)}. Leave one of them.")
    for handle in handles:
        _check_handle(handle, sliders)


def _check_handle(handle, sliders):
    if not isinstance(handle, Handle):
        raise TypeError(f"handles should hold Handle(...), got {type(handle).__name__}.")
    if handle.artist.axes.name == "3d":
        raise ValueError("A handle needs a flat picture, got a 3-D axes. Put it into one beside it.")
    for name in handle.sliders:
        if name not in sliders:
            raise ValueError(f"A handle drags sliders, here one or two of {sliders}, got {name!r}.")


def _check_functions(update, still, controls):
    taken_by_update = parameters(update, controls)
    for name, control in controls.items():
        if name in still and not isinstance(control, Formula | Choice):
            raise ValueError(
                f"draw() takes formulas and choices, but {name} is a {type(control).__name__}: it belongs in update()."
            )
        if isinstance(control, Formula) and name not in still:
            raise ValueError(
                f"The formula {name} changes the still part: give LiveFigure a function draw({name}) that draws it."
            )
        if name not in still and name not in taken_by_update:
            raise ValueError(
                f"update() takes no argument called {name!r}. Add it to update(), or leave out the control."
            )


def understood(said, most):
    """What update() returned, as sentence, formula and last step: at most `most`, which is None without Steps."""
    sentence, formula, *last = said if isinstance(said, tuple) and len(said) > 1 else (said, "")
    fits = isinstance(sentence, str) and sentence and isinstance(formula, str)
    if not fits or len(last) > (most is not None):
        more = "" if most is None else ", or (sentence, formula, last)"
        raise TypeError(f"update() should return a sentence, or (sentence, formula){more}, but it returned {said!r}.")
    last = last[0] if last else most
    if most is not None and not (hasattr(last, "__index__") and 0 <= last <= most):
        raise ValueError(f"update() should return a last step from 0 to {most}, a whole number, but got {last!r}.")
    return sentence, formula, None if most is None else int(last)
