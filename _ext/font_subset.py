"""Cut a font down to the characters that a site shows."""

from fontTools.subset import Options, Subsetter, load_font, save_font


def write_subset(source, target, characters):
    """Write a font's glyphs of some characters as WOFF, with their kerning.

    Returns
    -------
    bool
        Whether the font has any of the characters; if not, nothing is written.
    """
    options = Options()
    options.flavor, options.hinting = "woff", False
    options.recalc_bounds = True  # DejaVu's are a unit short, of which Firefox complains
    options.layout_features, options.drop_tables = ["kern"], [*options.drop_tables, "FFTM"]
    with load_font(str(source), options) as font:
        if set(characters).isdisjoint(font.getBestCmap()):
            return False
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(font)
        save_font(font, str(target), options)
    return True
