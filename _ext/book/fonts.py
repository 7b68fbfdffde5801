"""Subset fonts to the characters that the site uses."""

import logging

from fontTools.subset import Options, Subsetter, load_font, save_font

logging.getLogger("fontTools").setLevel(logging.WARNING)  # else fontTools logs to the terminal

#: Lengths in em, as TeX has them. TeX does not use the heights of single letters to place an index,
#: and puts the extra height of a root sign above its content.
AS_IN_TEX = {
    "FractionNumeratorShiftUp": 0.4,
    "FractionDenominatorShiftDown": 0.35,
    "SubscriptBaselineDropMin": 0.0,
    "SuperscriptBaselineDropMax": 0.33,
    "RadicalVerticalGap": 0.11,
    "RadicalDisplayStyleVerticalGap": 0.11,
    "AccentBaseHeight": 0.53,
}


def write_subset(source, target, characters):
    """Write the glyphs of a font for the given characters, as WOFF."""
    options = Options()
    options.flavor, options.hinting = "woff", False
    options.drop_tables = [*options.drop_tables, "FFTM"]
    write(load_font(str(source), options), target, characters, options)


def write_math_subset(source, target, characters, tallest=2.5, tallest_root=1.9):
    """Write the glyphs of STIX Two Math for the given characters, which must include the root sign.

    Brackets and roots taller than the given limits, in em, are left out: Chromium reserves room for
    the widest variant of each.
    """
    options = Options()
    options.flavor, options.hinting = "woff", False
    options.layout_features = ["ss04"]  # primes as tall as the letters they follow
    options.name_IDs = [0, 1, 2, 13, 14]  # names, copyright and licence
    font = load_font(str(source), options)
    em, root = font["head"].unitsPerEm, font.getBestCmap()[ord("√")]
    variants = font["MATH"].table.MathVariants
    glyphs = variants.VertGlyphCoverage.glyphs
    for name, forms in zip(glyphs, variants.VertGlyphConstruction, strict=True):
        limit = em * (tallest_root if name == root else tallest)
        if forms.VariantCount > 1:
            records = forms.MathGlyphVariantRecord
            records[:] = [form for form in records if form.AdvanceMeasurement <= limit]
            forms.VariantCount, forms.GlyphAssembly = len(records), None
            if name == root:
                narrow(font, records[-1].VariantGlyph, font["hmtx"][root][0])
    for name, share in AS_IN_TEX.items():
        getattr(font["MATH"].table.MathConstants, name).Value = round(share * em)
    write(font, target, characters, options)


def narrow(font, name, width):
    """Scale a glyph horizontally to a width."""
    glyph = font["glyf"][name]
    glyph.coordinates.scale((width / font["hmtx"][name][0], 1))
    glyph.coordinates.toInt()
    glyph.recalcBounds(font["glyf"])
    font["hmtx"][name] = (width, glyph.xMin)


def write(font, target, characters, options):
    """Write the part of a font that the given characters need."""
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters))
    with font:
        subsetter.subset(font)
        save_font(font, str(target), options)
