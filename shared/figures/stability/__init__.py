"""Pictures of the chapter on stability and initialisation, each beside its description."""

from shared.figures.stability.chain import chain, describe_chain, draw_chain
from shared.figures.stability.cover import cover
from shared.figures.stability.depth_scale import describe_depth_scale, draw_depth_scale
from shared.figures.stability.edge import Phase, by_layer, describe_edge, draw_edge
from shared.figures.stability.fans import (
    RATIO_LABELS,
    RATIOS,
    SCHEMES,
    describe_fans,
    draw_fans,
    expected_factors,
)
from shared.figures.stability.fifteen import Trials, describe_fifteen, draw_fifteen, short_title
from shared.figures.stability.learning_rates import (
    best_rates,
    describe_learning_rates,
    draw_learning_rates,
)
from shared.figures.stability.nearly_twins import describe_nearly_twins, draw_nearly_twins
from shared.figures.stability.products import describe_products, draw_products
from shared.figures.stability.scales import Scales
from shared.figures.stability.signal import describe_signal, draw_signal
from shared.figures.stability.twin_run import TwinRuns
from shared.figures.stability.twins import describe_twins, draw_twins
from shared.figures.style import power_of_ten

__all__ = [
    "RATIOS",
    "RATIO_LABELS",
    "SCHEMES",
    "Phase",
    "Scales",
    "Trials",
    "TwinRuns",
    "best_rates",
    "by_layer",
    "chain",
    "cover",
    "describe_chain",
    "describe_depth_scale",
    "describe_edge",
    "describe_fans",
    "describe_fifteen",
    "describe_learning_rates",
    "describe_nearly_twins",
    "describe_products",
    "describe_signal",
    "describe_twins",
    "draw_chain",
    "draw_depth_scale",
    "draw_edge",
    "draw_fans",
    "draw_fifteen",
    "draw_learning_rates",
    "draw_nearly_twins",
    "draw_products",
    "draw_signal",
    "draw_twins",
    "expected_factors",
    "power_of_ten",
    "short_title",
]
