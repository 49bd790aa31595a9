"""The live figures of notebook 11: a network learns handwritten digits, and is looked at from several sides."""

from calcml.figures.broken_trainings import broken_trainings
from calcml.figures.confusion import confusion, draw_confusion
from calcml.figures.digits_attack import adversary
from calcml.figures.digits_saliency import saliency
from calcml.figures.digits_training import training
from calcml.figures.draw_a_digit import draw_a_digit

__all__ = ["adversary", "broken_trainings", "confusion", "draw_a_digit", "draw_confusion", "saliency", "training"]
