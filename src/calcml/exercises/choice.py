"""The kind of answer that is one of a few options."""

from dataclasses import dataclass, field

from calcml.exercises.reading import MisreadError, UntouchedError, describe, is_untouched

__all__ = ["Choice"]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of a few options, given by its letter or its label. First used in notebook 00.

    Parameters
    ----------
    right : str
        Label of the right option.
    options : dict
        Letter: label, such as {"a": "up", "b": "down"}.
    spellings : dict, default {}
        Label: other ways to write it, in small letters without spaces, such as {"g²": ("g^2", "g**2")}.

    Examples
    --------
    >>> Choice(right="up", options={"a": "up", "b": "down"}).read("A")
    'up'
    """

    right: str
    options: dict[str, str] = field(hash=False)
    spellings: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def read(self, answer):
        """Label of the chosen option; MisreadError if there is no such option."""
        if is_untouched(answer):
            raise UntouchedError
        *others, last = (f"'{letter}' ({label})" for letter, label in self.options.items())
        wanted = f"I expected one of {', '.join(others)} or {last}."
        if not isinstance(answer, str):
            raise MisreadError(f"I got {describe(answer)[0]}, {wanted}", "Put the letter, or the words, in quotes.")
        text = _bare(answer)
        close = text.replace(" ", "")
        meant = [label for key, label in self.options.items() if text == key or close in self.spellings.get(label, ())]
        meant = meant or [label for letter, label in self.options.items() if _means(text, letter, label)]
        if len(meant) != 1:
            raise MisreadError(f"I got the text '{answer[:40]}', {wanted}")
        return meant[0]

    def agrees(self, one, other):
        """Tell whether two labels are the same."""
        return one == other

    def shown(self, value):
        """The label."""
        return value

    def explain(self, value):
        """Say that another option is right."""
        return f"“{value}” is not the one."


def _bare(text):
    """The text in small letters, without the brackets, quotes and stops around it."""
    return " ".join(text.split()).strip(" ().,:;!?'\"“”„‘’").casefold()


def _means(text, letter, label):
    """Tell whether `text` is the label, the first words of it, or "a) up"."""
    label = _bare(label)
    first, _, rest = text.partition(" ")
    begins = text and label.startswith(text) and label[len(text) : len(text) + 1] in ("", " ", ",", ";", ":")
    return bool(begins) or (_bare(first) == letter and _bare(rest) == label)
