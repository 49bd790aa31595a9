"""Still pictures, and the still parts of live ones: every function takes the Axes first and draws what it is given.

    curve(ax, f, low, high)                     any function, with its gaps, poles and jumps
    tangent(ax, f, slope, x0), secant(ax, f, x0, x1), zero_line(ax)
    label_curve(ax, text, x, y)                 a name right at the curve
    contours(ax, f, x, y)                       a function of two variables as a map of level lines
    surface(ax, f, x, y), tangent_plane(ax, f, gradient, at)
    slices(ax_x, ax_y, f, at, x, y)             its cuts along x and along y, with their tangents
    gradient_field(ax, gradient, x, y)          arrows that point uphill
    compass(ax, ax_theta, f, gradient, at, theta)   the slope in every direction from a point
    computational_graph(ax, graph, values, gradients)    a formula's operations in layers, values above, gradients below
    clear(ax)                                   take the still part away, leave what moves
    course_map(ax), course_map_text()           the twelve notebooks: who needs whom

Nothing here loads matplotlib.pyplot: who has an Axes has loaded what it needs.
"""

from calcml.plotting.arrows import gradient_field
from calcml.plotting.compass import compass
from calcml.plotting.computational_graph import computational_graph
from calcml.plotting.contours import contours
from calcml.plotting.course_map import course_map, course_map_text
from calcml.plotting.curves import curve
from calcml.plotting.heights import heights
from calcml.plotting.lines import clear, secant, tangent, zero_line
from calcml.plotting.slices import slices
from calcml.plotting.surfaces import plane_corners, surface, tangent_plane
from calcml.plotting.text import label_curve

__all__ = [
    "clear",
    "compass",
    "computational_graph",
    "contours",
    "course_map",
    "course_map_text",
    "curve",
    "gradient_field",
    "heights",
    "label_curve",
    "plane_corners",
    "secant",
    "slices",
    "surface",
    "tangent",
    "tangent_plane",
    "zero_line",
]
