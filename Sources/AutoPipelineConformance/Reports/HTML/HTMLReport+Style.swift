extension HTMLReport {
  /// How to read the page.
  static let guide = Markup.element(
    "details", ["class": "guide"],
    .element("summary", [:], .text("How to read this page")),
    .element(
      "p", [:],
      .text(
        "exact: within the limit of float64. float32-class: within 8 times the noise that float32 runs"
          + " of diffusers have among themselves. half-class: the same for formats of 16 bits. wrong:"
          + " over the limit, or another discrete value, shape, class or error. error: no answer that"
          + " could be judged. skipped: not claimed.")),
    .element(
      "p", [:],
      .text(
        "A chart shows the error of each entry over its limit, in call order, on a logarithmic scale"
          + " from 1/10000 to 10000 times the limit. The dashed line is the limit, the red one the"
          + " first divergent entry; ticks at the bottom are the ends of denoising steps. Differences"
          + " of pictures are multiplied by the factor below them.")))

  /// The search field, shown where scripts run.
  static let filter = Markup.element(
    "form", ["id": "filter", "hidden": "hidden", "role": "search"],
    .element(
      "input",
      ["id": "text", "type": "search", "placeholder": "filter cases", "aria-label": "filter cases"]),
    .element(
      "label", [:], .element("input", ["id": "failed", "type": "checkbox"]),
      .text(" only what went wrong")))

  /// The style sheet. It has no character that XML would read as markup.
  static let style = Markup.literal(
    """

    :root { color-scheme: light dark; --page: #fff; --card: #f5f6f8; --line: #d9dce1;
      --text: #1c2128; --faint: #5a626d; --link: #0a58b5; --good: #1a7437; --bad: #b8141f;
      --warning: #815400; --good-fill: #dcf3e2; --bad-fill: #fde0df; --warning-fill: #fbecc8; }
    @media (prefers-color-scheme: dark) { :root { --page: #14171c; --card: #1d2127; --line: #353b44;
      --text: #e3e6ea; --faint: #9ba4b0; --link: #7cb7ff; --good: #55c98a; --bad: #ff837b;
      --warning: #e6b84b; --good-fill: #16361f; --bad-fill: #46191a; --warning-fill: #3f3110; } }
    * { box-sizing: border-box; }
    body { margin: 0 auto; max-width: 72rem; padding: 1rem; background: var(--page);
      color: var(--text); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    h1 { font-size: 1.6rem; line-height: 1.2; margin: .5rem 0; }
    h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
    small, .faint { color: var(--faint); font-weight: normal; }
    a { color: var(--link); }
    code, pre { font: .85rem/1.45 ui-monospace, monospace; }
    pre { margin: .5rem 0; padding: .5rem .75rem; background: var(--page);
      border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; }
    .good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); }
    .tally { font-size: 1.15rem; font-weight: 600; margin: .25rem 0; }
    .bar { display: flex; gap: 2px; height: .6rem; margin: .5rem 0; }
    .bar i { min-width: 3px; border-radius: 2px; background: currentColor; }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; font-size: .9rem; width: 100%; }
    th, td { border-bottom: 1px solid var(--line); padding: .25rem .5rem; text-align: right; }
    th { font-weight: 500; overflow-wrap: normal; }
    th:first-child { text-align: left; min-width: 9rem; overflow-wrap: anywhere; }
    .level th { padding-top: 1rem; color: var(--faint); font-weight: 600; }
    td { font-variant-numeric: tabular-nums; }
    td.good { background: var(--good-fill); } td.bad { background: var(--bad-fill); font-weight: 700; }
    td.warning { background: var(--warning-fill); }
    .failures li { margin: .25rem 0; }
    #filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; position: sticky;
      top: 0; z-index: 1; padding: .5rem 0; background: var(--page); border-bottom: 1px solid var(--line); }
    #filter[hidden] { display: none; }
    #text { flex: 1 1 12rem; max-width: 24rem; padding: .35rem .5rem; font: inherit; }
    .class { content-visibility: auto; contain-intrinsic-size: auto 30rem; }
    details { margin: .25rem 0; }
    summary { cursor: pointer; }
    .case { scroll-margin-top: 4rem; background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
      padding: .35rem .75rem; }
    .case.bad { color: inherit; border-color: var(--bad); border-left-width: .3rem; }
    .state { display: inline-block; margin-left: .75rem; font-size: .85rem; }
    .body { padding: .25rem 0 .5rem; scroll-margin-top: 6rem; }
    .body p { margin: .35rem 0; }
    .facts { margin-top: .9rem; }
    .fault, .reason { font-family: ui-monospace, monospace; font-size: .85rem; }
    .fault { color: var(--bad); } .hint { color: var(--warning); } .remark { color: var(--faint); }
    .chart { display: block; width: 100%; max-width: 44rem; height: 5.5rem; margin: .35rem 0;
      background: var(--page); border: 1px solid var(--line); border-radius: .3rem; }
    .chart * { fill: none; stroke: var(--link); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
    .chart .limit { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 5 4; }
    .chart .steps { stroke: var(--faint); stroke-width: 1; } .chart .fault { stroke: var(--bad); }
    .pictures { display: flex; flex-wrap: wrap; gap: .75rem; align-items: flex-start; }
    figure { margin: 0; width: 10rem; max-width: 100%; }
    figcaption { font-size: .8rem; color: var(--faint); }
    img { width: 100%; image-rendering: pixelated; border: 1px solid var(--line); }
    @media (max-width: 40rem) { body { padding: .75rem; } th, td { padding: .25rem .3rem; }
      table { font-size: .8rem; } .state { margin-left: .5rem; }
      .case { scroll-margin-top: 6rem; } .body { scroll-margin-top: 9rem; }
      .path { display: none; } figure { width: calc(50% - .4rem); } }

    """)

  /// Filtering, and opening what a link leads to. It has no character that XML would read as markup.
  static let script = Markup.literal(
    """

    (() => {
      const text = document.getElementById("text"), failed = document.getElementById("failed");
      const cases = Array.from(document.querySelectorAll("details.case"));
      const names = cases.map(one => one.firstElementChild.textContent.toLowerCase());
      const apply = () => {
        const wanted = text.value.trim().toLowerCase();
        cases.forEach((one, index) => {
          const fits = failed.checked ? one.classList.contains("bad") : true;
          one.hidden = fits ? !names[index].includes(wanted) : true;
        });
        for (const section of document.querySelectorAll("section.class"))
          section.hidden = !section.querySelector("details.case:not([hidden])");
      };
      const open = () => {
        const target = document.getElementById(location.hash.slice(1));
        const one = target ? target.closest("details.case") : null;
        if (!one) return;
        text.value = "";
        failed.checked = false;
        apply();
        one.open = true;
        one.scrollIntoView();
      };
      text.addEventListener("input", apply);
      failed.addEventListener("change", apply);
      addEventListener("hashchange", open);
      document.getElementById("filter").addEventListener("submit", event => event.preventDefault());
      document.getElementById("filter").hidden = false;
      open();
    })();

    """)
}
