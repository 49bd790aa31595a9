"""Presets: buttons that set several moving controls at once."""

from calcml.live.controls import Slider


def preset_moves(presets, controls, moving):
    """For each preset its words, and [number of a moving control, stop] for each control that it sets.

    Raises
    ------
    ValueError, TypeError
        If a preset sets nothing, or something that is not there, does not move, or lies beyond the ends.
    """
    return [[str(words), _moves(words, values, controls, moving)] for words, values in dict(presets or {}).items()]


def _moves(words, values, controls, moving):
    if not isinstance(values, dict) or not values:
        raise TypeError(f"The preset {words!r} should be a dict from controls to values, got {values!r}.")
    for name in values:
        if name not in moving:
            raise ValueError(f"The preset {words!r} sets {name!r}. It can set what moves: {', '.join(moving)}.")
    return [[moving.index(name), _stop(words, name, controls[name], value)] for name, value in values.items()]


def _stop(words, name, control, value):
    try:
        stop = control.index(value)
    except (TypeError, ValueError) as error:
        raise type(error)(f"The preset {words!r} cannot set {name}: {error}") from None
    if isinstance(control, Slider) and not control.stops[0] <= float(value) <= control.stops[-1]:
        ends = f"{control.texts[0]} to {control.texts[-1]}"
        raise ValueError(f"The preset {words!r} sets {name} to {value:g}, outside {ends}. Choose a value between.")
    return stop
