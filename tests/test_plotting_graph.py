"""The picture of a computational graph: everything legible, nothing in the way of anything."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from calcml import plotting, style
from calcml.plotting import graph_layout
from calcml.plotting.graph_edges import NOTE
from calcml.symbolic import parse
from calcml.symbolic.graph import computational_graph

SIZE = (6.8, 3.7)
LONGEST = "x" + "+1" * 11  # 23 nodes
SHAPES = [
    ("x", "x"),
    ("7", "x"),
    ("x*x + x", "x"),
    ("(x*y + x)^2", "xy"),
    ("2*(x*y + max(z, w))", "xyzw"),
    (LONGEST, "x"),
    ("sin(" * 19 + "x" + ")" * 19, "x"),
    ("x*y*x*y*x*y*x*y*x*y*x*y", "xy"),
    ("((x+1)*(y+2))*((x+3)*(y+4)) + (x+5)*(y+6)", "xy"),
    ("softplus(x*y)*sigmoid(x - y) + relu(x)^2/(1 + exp(-x))", "xy"),
    ("(x*y + z*w)*(x*z + y*w)*(x*w + y*z)", "xyzw"),
    ("a*b + c*d + g*h + k*l + m*n", "abcdghklmn"),
    ("+".join(["x"] * 60), "x"),
]


@pytest.fixture(autouse=True)
def house_style():
    import matplotlib

    with matplotlib.rc_context():
        style.use()
        yield


def graph_of(text, variables="xy"):
    return computational_graph(parse(text, tuple(variables)))


def drawn(text, variables="xy", **numbers):
    ax = Figure(figsize=(7, 4), layout="constrained").subplots()
    return plotting.computational_graph(ax, graph_of(text, variables), **numbers)


@pytest.fixture(scope="module", params=SHAPES, ids=lambda shape: shape[0][:20])
def layout(request):
    return graph_layout.lay_out(graph_of(*request.param), *SIZE)


def test_no_two_cells_overlap_and_none_leaves_the_picture(layout):
    half = layout.sizes / 2
    assert np.all(layout.centres - half >= -1e-9) and np.all(layout.centres + half <= np.array(SIZE) + 1e-9)
    for i, j in itertools.combinations(range(len(half)), 2):
        apart = np.abs(layout.centres[i] - layout.centres[j]) - half[i] - half[j]
        assert np.any(apart > -1e-9)


def test_no_line_runs_through_a_box_and_hardly_any_through_a_number(layout):
    grazed = 0
    for edge, path in graph_edges_of(layout).items():
        points = path[0] + np.linspace(0, 1, 200)[:, np.newaxis] * (path[-1] - path[0])
        for k, (centre, (width, height)) in enumerate(zip(layout.centres, layout.sizes, strict=True)):
            if k not in edge[:2]:
                apart = np.abs(points - centre)
                assert not np.any(np.all(apart < [width / 2, graph_layout.BOX / 2], axis=1))
                grazed += np.any(np.all(apart < [width / 2, height / 2], axis=1))
    assert grazed <= 2 * graph_layout.GRAZED


def graph_edges_of(layout):
    from calcml.plotting.graph_edges import edge_paths

    return edge_paths(layout)


def test_every_edge_is_long_enough_to_be_seen_and_has_an_end_of_its_own(layout):
    paths = graph_edges_of(layout)
    assert set(paths) == set(layout.graph.edges)
    for path in paths.values():
        assert np.hypot(*(path[-1] - path[0])) > 0.08
    for one, other in itertools.combinations(paths.values(), 2):
        assert one.shape != other.shape or not np.allclose(one, other), "two edges lie on each other"


def test_a_graph_of_25_nodes_at_most_is_shown_and_one_of_more_folded():
    sizes = {}
    for count in (11, 12, 13, 30):
        graph = graph_of("x" + "+1" * count, "x")
        sizes[len(graph.nodes)] = len(graph_layout.lay_out(graph, *SIZE).graph.nodes)
    assert sizes[23] == 23 and sizes[25] == 25 and 12 <= sizes[61] <= sizes[27] <= 25


def test_the_layers_are_those_of_the_longest_path():
    graph = graph_of("sin(x*y) + x")
    assert graph_layout.layers(graph).tolist() == [0, 0, 1, 2, 3]
    assert graph_layout.layers(graph_of("x + (2 + y)*3")).tolist() == [2, 0, 0, 1, 1, 2, 3]


def test_simple_graphs_have_no_crossing():
    for text, variables in SHAPES[2:7]:
        layout = graph_layout.lay_out(graph_of(text, variables), *SIZE)
        paths = list(graph_edges_of(layout).items())
        for (a, p), (b, q) in itertools.combinations(paths, 2):
            assert set(a[:2]) & set(b[:2]) or not crosses(p, q), f"{text}: {a} and {b}"


def crosses(p, q):
    def side(line, point):
        (x0, y0), (x1, y1) = line[0], line[-1]
        return (x1 - x0) * (point[1] - y0) - (y1 - y0) * (point[0] - x0)

    return side(p, q[0]) * side(p, q[-1]) < 0 and side(q, p[0]) * side(q, p[-1]) < 0


def test_the_same_graph_is_always_laid_out_alike():
    one, two = (graph_layout.lay_out(graph_of(*SHAPES[9]), *SIZE) for _ in range(2))
    assert np.array_equal(one.centres, two.centres)


def test_a_picture_too_small_says_so():
    with pytest.raises(ValueError, match="does not fit, even folded"):
        graph_layout.lay_out(graph_of("x*y"), 1.0, 0.5)


def test_values_stand_above_and_gradients_below_in_their_colours():
    graph = graph_of("x*y")
    values = graph.values(x=3, y=-4)
    picture = drawn("x*y", values=values, gradients=graph.backward(values))
    assert [text.get_text() for text in picture.values] == ["3", "−4", "−12"]
    assert [text.get_text() for text in picture.gradients] == ["−4", "3", "1"]
    for above, below, (_, y) in zip(picture.values, picture.gradients, picture.centres, strict=True):
        assert above.get_position()[1] > y > below.get_position()[1]
        assert above.get_color() == style.TEXT_COLOURS["function"]
        assert below.get_color() == style.TEXT_COLOURS["derivative"]


def test_numbers_have_neither_and_what_is_not_known_stays_empty():
    picture = drawn("2x", "x", values=[2, np.nan, np.nan], gradients=[np.nan, np.nan, 1])
    assert [text.get_text() for text in picture.values] == ["", "", ""]
    assert [text.get_text() for text in picture.gradients] == ["", "", "1"]


def test_every_text_is_at_least_11_points_and_within_the_picture():
    graph = graph_of(*SHAPES[9])
    values = graph.values(x=0.75, y=-0.25)
    picture = drawn(*SHAPES[9], values=values, gradients=graph.backward(values))
    ax = picture.ax
    ax.figure.draw_without_rendering()
    whole = ax.get_window_extent().padded(2)
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text()]
    assert len(boxes) > 30 and min(text.get_fontsize() for text in ax.texts) >= 11
    assert all(whole.contains(box.x0, box.y0) and whole.contains(box.x1, box.y1) for box in boxes)
    for one, other in itertools.combinations(boxes, 2):
        assert not one.padded(-0.6).overlaps(other.padded(-0.6))


def test_names_and_signs_stay_within_their_boxes():
    picture = drawn("softplus(x)^3 + arcsin(cbrt(x))^0.5*e^x + max(x, y)")
    picture.ax.figure.draw_without_rendering()
    boxes = [patch.get_window_extent() for patch in picture.ax.patches if hasattr(patch, "get_width")]
    texts = [text.get_window_extent() for text in picture.ax.texts if text.get_text()]
    assert len(boxes) == len(picture.graph.nodes)
    for text in texts:
        assert any(box.x0 <= text.x0 and text.x1 <= box.x1 and box.y0 < text.y1 and text.y0 < box.y1 for box in boxes)


def test_a_mark_points_back_along_its_edge_and_its_note_touches_no_cell():
    picture = drawn("(x*y + x)^2")
    for edge in picture.graph.edges:
        picture.show(node=edge.start, active=edge, note="−4")
        line = picture.active.get_xydata()
        assert np.allclose(line[0], picture.paths[edge][-1]) and np.any(
            np.all(np.isclose(line, picture.paths[edge][0]), 1)
        )
        place = np.array(picture.note.get_position())
        assert picture.note.get_text() == "−4"
        apart = np.abs(picture.centres - place) - (picture.sizes + NOTE) / 2
        assert np.all(np.any(apart > -1e-9, axis=1))
    picture.show()
    assert not len(picture.active.get_xdata()) and picture.note.get_text() == "" and not len(picture.frame.get_xdata())


def test_another_graph_takes_the_place_of_the_first_in_a_live_figure():
    picture = drawn("x*y + x", values=[3, -4, -12, -9], animated=True)
    plotting.clear(picture.ax)
    picture.draw(graph_of("x*y"))
    picture.show([1, 2, 2])
    assert [text.get_text() for text in picture.values] == ["1", "2", "2", ""] and len(picture.ax.patches) == 5
