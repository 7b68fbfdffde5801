// MathJax without a browser: what `formulas.py` runs in V8, after MathJax's own components.
const { a11y, adaptors, handlers, input, mathjax, output } = MathJax._;
const adaptor = adaptors.liteAdaptor.liteAdaptor();
a11y["assistive-mml"].AssistiveMmlHandler(handlers.html_ts.RegisterHTMLHandler(adaptor));
const tex = new input.tex_ts.TeX({ packages: ["base", "ams", "newcommand"] });
const font = new output.chtml.fonts.tex_ts.TeXFont({ fontURL: "formulas" });
const chtml = new output.chtml_ts.CHTML({ font });
const page = mathjax.mathjax.document("", { InputJax: tex, OutputJax: chtml });

function typeset(formula, display) {
  return adaptor.outerHTML(page.convert(formula, { display }));
}

// The rules for all that has been typeset so far.
function styleSheet() {
  return adaptor.textContent(chtml.styleSheet(page));
}
