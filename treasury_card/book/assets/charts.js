/* Draws every .chart of the page from the JSON beside it. No other host, no eval: Vega runs in its interpreter mode.
   Vega is the heaviest thing that a page loads: only a page with charts asks for it. */
(() => {
  "use strict";
  const NARROW = 560;
  const own = document.currentScript;

  /* {n, c: {name: column}, t: [columns of days]} -> rows */
  const rows = ({ n, c, t }) => {
    const names = Object.keys(c), days = new Set(t);
    return Array.from({ length: n }, (_, i) => {
      const row = {};
      for (const name of names) {
        const value = c[name][i];
        row[name] = value !== null && days.has(name) ? value + "T00:00:00" : value;
      }
      return row;
    });
  };
  const sets = {};
  const dataset = (name) => {
    if (!(name in sets)) {
      const carrier = document.getElementById(name);
      if (!carrier) throw new Error(`missing data set ${name}`);
      sets[name] = rows(JSON.parse(carrier.textContent));
    }
    return sets[name];
  };
  const used = (spec, found = new Set()) => {
    if (Array.isArray(spec)) spec.forEach((item) => used(item, found));
    else if (spec && typeof spec === "object") {
      if (spec.data && /^data-/.test(spec.data.name || "")) found.add(spec.data.name);
      Object.values(spec).forEach((item) => used(item, found));
    }
    return found;
  };

  /* Panels share the room there is; on a narrow page they stand one below the other. `extra` corrects the first guess. */
  const panels = (spec) => spec.vconcat || spec.hconcat || (spec.facet ? [spec.spec] : null) ||
    (spec.encoding && (spec.encoding.row || spec.encoding.column || spec.encoding.facet) ? [spec] : null);
  const across = (spec) => {
    if (spec.vconcat) return 1;
    if (spec.hconcat) return spec.hconcat.length;
    const facet = spec.facet || (spec.encoding && (spec.encoding.facet || (spec.encoding.column && { columns: 0 }))) || {};
    if (facet.column && facet.column.field) return new Set(dataset(spec.data.name).map((row) => row[facet.column.field])).size;
    return facet.columns || spec.columns || 1;
  };
  /* On a narrow page long names of categories take two lines and the entries of a wide legend one column. */
  const SPACE = "regexp(length(datum.label) > 30 ? '^(.{16}\\\\S*) (?=.{4})' : '^(?=.{17})(.{9}\\\\S*) (?=.{4})')";
  const names = {
    labelExpr: `split(replace(datum.label, ${SPACE}, '$1\\n'), '\\n')`, labelLineHeight: 13,
    labelOffset: { condition: { test: `test(${SPACE}, datum.label)`, value: -6 }, value: 0 },
  };
  const narrow = (part) => {
    if (Array.isArray(part)) { part.forEach(narrow); return; }
    if (!part || typeof part !== "object") return;
    const y = part.encoding && part.encoding.y;
    if (y && y.type === "nominal" && y.axis !== null && !(y.axis && y.axis.labelExpr)) y.axis = { ...y.axis, ...names };
    if (part.legend && part.legend.labelLimit > 165) part.legend.columns = 1;
    for (const [key, value] of Object.entries(part)) if (key !== "datasets") narrow(value);
  };
  /* A grid of panels, column after column. */
  const stack = (spec) => {
    const { row, column } = spec.facet;
    const present = new Set(dataset(spec.data.name).map((item) => item[column.field]));
    const order = Array.isArray(column.sort) ? column.sort.filter((value) => present.has(value)) : [...present];
    spec.vconcat = order.map((value) => ({
      title: value, transform: [{ filter: { field: column.field, equal: value } }], facet: { row }, spec: JSON.parse(JSON.stringify(spec.spec)),
    }));
    spec.resolve = { ...spec.resolve, scale: { x: "shared", y: "shared" } };
    delete spec.facet;
    delete spec.spec;
  };
  const fit = (spec, room, extra) => {
    if (room < NARROW && spec.facet && spec.facet.row && spec.facet.column) stack(spec);
    const all = panels(spec);
    if (all) {
      if (room < NARROW) {
        if (spec.hconcat) { spec.vconcat = spec.hconcat; delete spec.hconcat; }
        if (spec.facet && spec.facet.column && !spec.facet.row) {
          const above = { labelOrient: "top", labelAngle: 0, labelAnchor: "start" };
          spec.facet = { row: { ...spec.facet.column, header: { ...spec.facet.column.header, ...above } } };
        }
        if (spec.facet && !spec.facet.row && !spec.facet.column) spec.columns = 1;
        if (spec.encoding && spec.encoding.facet) spec.encoding.facet.columns = 1;
      }
      const n = across(spec), width = Math.max(90, Math.floor((room - 60 - (n - 1) * 40 + extra) / n));
      for (const panel of all) {
        const inner = panels(panel);
        if (inner && panel !== spec) for (const p of inner) p.width = Math.max(80, Math.floor((width - (inner.length - 1) * 40) / (panel.hconcat ? inner.length : 1)));
        else if (typeof panel.width !== "object") panel.width = width;
      }
    }
    const legend = ((spec.config = spec.config || {}).legend = spec.config.legend || {});
    legend.columns = Math.max(1, Math.min(legend.columns || 6, Math.floor(room / 165)));
    if (room < NARROW) {
      const axis = (spec.config.axisX = spec.config.axisX || {});
      axis.tickCount = axis.tickCount || 5;
      narrow(spec);
    }
    return spec;
  };

  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  async function draw(box) {
    const room = box.clientWidth;
    const text = box.querySelector("script.spec").textContent;
    if (box.vl) box.vl.finalize();
    const host = box.querySelector(".host") || box.appendChild(Object.assign(document.createElement("div"), { className: "host" }));
    let extra = 0;
    for (let round = 0; round < 2; round++) {
      const spec = fit(JSON.parse(text), room, extra);
      spec.datasets = Object.fromEntries([...used(spec)].map((name) => [name, dataset(name)]));
      box.vl = await vegaEmbed(host, spec, {
        renderer: "svg", ast: true, actions: false, tooltip: { theme: "custom" }, hover: !calm, downloadFileName: box.dataset.name,
      });
      const over = panels(spec) ? room - host.querySelector("svg.marks").getAttribute("width") : 0; // the page shrinks a wide drawing, so its box says nothing
      if (Math.abs(over) < 3) break;
      if (round === 0) { extra = over; box.vl.finalize(); }
    }
    /* The description belongs to the picture, not to the box around it. */
    const svg = host.querySelector("svg.marks");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", box.vl.view.description());
    for (const name of ["role", "aria-label", "aria-roledescription"]) host.removeAttribute(name);
    box.dataset.state = "ready";
    box.dataset.room = room;
    box.dispatchEvent(new CustomEvent("chart:ready", { bubbles: true, detail: box.vl }));
  }
  function fail(box, error) {
    box.dataset.state = "error";
    const still = box.querySelector("noscript");
    if (still && !box.querySelector("img.still")) box.insertAdjacentHTML("afterbegin", still.textContent);
    console.error(`chart ${box.dataset.name}:`, error);
  }
  const vega = () => new Promise((go, stop) => {
    if (window.vegaEmbed) return go();
    const script = document.createElement("script");
    script.src = own.dataset.bundle;
    script.onload = go;
    script.onerror = () => stop(new Error(`${script.src} did not load`));
    document.head.append(script);
  });
  const breathe = () => new Promise((go) => setTimeout(go));
  async function all() {
    const boxes = [...document.querySelectorAll("div.chart")];
    const seen = (box) => { const r = box.getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0; };
    try {
      if (boxes.length) await vega();
      for (const box of [...boxes.filter(seen), ...boxes.filter((b) => !seen(b))]) {
        try { await draw(box); } catch (error) { fail(box, error); }
        await breathe();
      }
    } catch (error) { boxes.forEach((box) => fail(box, error)); }
    document.documentElement.dataset.charts = "done";
    let timer;
    addEventListener("resize", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        for (const box of boxes) if (Math.abs(box.clientWidth - box.dataset.room) > 2) { try { await draw(box); } catch (error) { fail(box, error); } }
      }, 150);
    });
  }
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
