"""What an exercise says: plain text in a terminal, a small card in a notebook."""

from dataclasses import dataclass
from html import escape

__all__ = ["Feedback"]

# verdict: (symbol, words, colour of the border and of the words, background). The symbol and the words carry the
# meaning; the colour only helps. None of these is a colour that means something in the figures.
LOOKS = {
    "right": ("✓", "solved", "#1A6B3C", "#F1F8F3"),
    "not yet": ("✗", "not yet", "#8A4B00", "#FDF6EC"),
    "unanswered": ("○", "not answered", "#52606D", "#F5F7FA"),
    "hint": ("?", "hint", "#4B4A9C", "#F5F5FC"),
    "solution": ("=", "solution", "#52606D", "#F5F7FA"),
}
INK = "#1F2933"

_CARD = (
    "margin:4px 0;padding:8px 12px;border-left:5px solid {colour};background-color:{ground};color:{ink};max-width:72ch"
)
_CODE = "margin:6px 0 0;padding:6px 8px;background-color:#FFFFFF;color:{ink};white-space:pre-wrap"


@dataclass(frozen=True, repr=False)
class Feedback:
    """The answer to an answer: shown by the notebook, never printed. First used in notebook 00.

    Its text is the plain message; in a notebook it becomes a card with its own background, readable in light and in
    dark, that a screen reader announces. It is true if, and only if, the exercise is solved.

    Parameters
    ----------
    verdict : {"right", "not yet", "unanswered", "hint", "solution"}
        What kind of message this is.
    message : str
        What the learner reads; line breaks are kept.
    title : str
        Head of the card, before the verdict's words, such as "Exercise 1.3".
    code : str, optional
        Code shown under the message.

    Examples
    --------
    >>> feedback = Feedback("right", "Right: 2.", "Exercise 1.1")
    >>> feedback
    Right: 2.
    >>> feedback.passed, bool(feedback)
    (True, True)
    """

    verdict: str
    message: str
    title: str
    code: str = ""

    @property
    def passed(self):
        """True if the exercise is solved."""
        return self.verdict == "right"

    def __bool__(self):
        return self.passed

    def __repr__(self):
        indented = "\n".join("    " + line if line else "" for line in self.code.splitlines())
        return f"{self.message}\n\n{indented}" if self.code else self.message

    def _repr_html_(self):
        symbol, words, colour, ground = LOOKS[self.verdict]
        head = f'<span aria-hidden="true">{symbol}</span> {escape(self.title)}: {words}'
        message = escape(self.message).replace("\n", "<br>")
        code = f'<pre style="{_CODE.format(ink=INK)}">{escape(self.code)}</pre>' if self.code else ""
        return (
            f'<div role="status" style="{_CARD.format(colour=colour, ground=ground, ink=INK)}">'
            f'<strong style="color:{colour}">{head}</strong><br>{message}{code}</div>'
        )
