"""What the kernel that runs a notebook for the site does first: widgets are shown as elements that need no kernel.

Python's own PYTHONSTARTUP leads here. The notebooks stay as they are.
"""

NEEDS = '<div class="needs-kernel">{words} <!-- run links --></div>'
TO_TYPE = "To type a function of your own, run the notebook."
TO_ANSWER = "<strong>{title}</strong> waits for your answer. To have it checked, run the notebook."


def _register():
    from html import escape

    from IPython import get_ipython

    def live(figure):
        from calcml.live import Formula

        typed = any(isinstance(control, Formula) for control in figure._drawing.controls.values())
        return figure.to_html(script=False) + (NEEDS.format(words=TO_TYPE) if typed else "")

    def widget_of_its_own(widget):
        if not hasattr(widget, "to_html"):
            return None
        still = widget._repr_mimebundle_()[0]
        picture, words = f"data:image/png;base64,{still['image/png']}", escape(still["text/plain"])
        return f'{widget.to_html()}<noscript><img src="{picture}" alt="{words}"><p>{words}</p></noscript>'

    def any_widget(widget):  # IPython finds a class by its name once only, and every LiveFigure has one of its own
        from calcml.live import LiveFigure

        return live(widget) if isinstance(widget, LiveFigure) else widget_of_its_own(widget)

    def box(widget):
        from calcml.live.boxes import widget_html

        return widget_html(widget, script=False)

    def feedback(said):
        if said.verdict == "unanswered":
            return NEEDS.format(words=TO_ANSWER.format(title=escape(said.title)))
        return said._repr_html_()

    def titles(figure, printer, cycle):
        axes = [ax for ax in figure.axes if ax.get_title() or ax.get_xlabel() or ax.get_ylabel()]
        said = [f"{ax.get_title()} ({ax.get_ylabel()} against {ax.get_xlabel()})" for ax in axes]
        printer.text("Picture: " + "; ".join(said).replace("\n", " ").replace("( against )", ""))

    formatters = get_ipython().display_formatter.formatters
    html, plain = formatters["text/html"], formatters["text/plain"]
    html.for_type_by_name("anywidget.widget", "AnyWidget", any_widget)
    html.for_type_by_name("ipywidgets.widgets.widget_box", "Box", box)
    html.for_type_by_name("calcml.exercises.feedback", "Feedback", feedback)
    plain.for_type_by_name("matplotlib.figure", "Figure", titles)


_register()
del _register
