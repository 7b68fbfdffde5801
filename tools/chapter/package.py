"""Figures of the chapter on NEW TITLE, each with its alternative text."""

from shared.figures.new_module.cover import cover
from shared.figures.new_module.tangent import describe_tangent, draw_tangent

__all__ = ["cover", "describe_tangent", "draw_tangent"]
