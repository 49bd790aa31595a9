"""What a learner is told when a formula cannot be read."""


class FormulaError(ValueError):
    """A formula that cannot be read: where, what, and what to try.

    The message is one line, to be shown as it is (escape it where it goes into a page: it quotes the learner's text).
    First used in notebook 01.

    Attributes
    ----------
    position : int or None
        Where in the text, counted from 0 in the text as it was typed; None if the whole text is meant.
    hint : str
        What to try, in one sentence.

    Examples
    --------
    >>> from calcml.symbolic import parse
    >>> parse("sin x")
    Traceback (most recent call last):
        ...
    calcml.symbolic.errors.FormulaError: "sin x": a function needs brackets. Try sin(x).
    """

    def __init__(self, problem, hint="", position=None):
        self.hint = printable(hint, longest=200)
        super().__init__(f"{printable(problem, longest=200)} {self.hint}".strip())
        self.position = position


def at(text, start, end, problem, hint):
    """A FormulaError about text[start:end]: it quotes that part, and says where it stands if that is not all."""
    part = printable(text[start:end].strip())
    place = "" if part == text.strip() else f" at character {start + 1}"
    return FormulaError(f'"{part}"{place}: {problem}', hint, start)


def printable(text, longest=40):
    """`text` on one line, shortened, with what cannot be seen or printed written as its code, such as U+200B."""
    shown = "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text[: longest + 1].replace("\n", " "))
    return shown if len(text) <= longest else shown[:longest] + "…"
