"""The live figures of notebook 11: a network learns handwritten digits, and is looked at from several sides."""

from calcml.figures.broken_trainings import broken_trainings
from calcml.figures.confusion import confusion, draw_confusion
from calcml.figures.digits_training import training

__all__ = ["broken_trainings", "confusion", "draw_confusion", "training"]
