/* The what-if explorer: reads the model from the page, evaluates it at every move of a control, and redraws. No eval, no network.

   The model is a list of steps whose expressions are nested lists (treasury_card/leverage/graph.py): ["*", "a", ["exp", "b"]]. They are
   turned into closures once. A name is a scalar, or a column where the step runs over the rows of a table. */
(() => {
  "use strict";
  const FUNCTIONS = {
    exp: Math.exp, log: Math.log, pow: Math.pow, min: Math.min, max: Math.max,
    "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b,
    "<": (a, b) => +(a < b), "<=": (a, b) => +(a <= b), ">": (a, b) => +(a > b), ">=": (a, b) => +(a >= b),
  };

  function model(graph) {
    const scalars = Object.assign({}, graph.inputs), columns = {}, length = {};
    for (const [table, fields] of Object.entries(graph.tables)) {
      for (const [name, values] of Object.entries(fields)) { columns[name] = Float64Array.from(values); length[table] = values.length; }
    }
    const build = (tree) => {
      if (typeof tree === "number") return () => tree;
      if (typeof tree === "string") { const column = columns[tree]; return column ? (i) => column[i] : () => scalars[tree]; }
      const [head, first, second] = tree, f = FUNCTIONS[head], a = build(first);
      if (!f || tree.length > 3) throw new Error(`unknown expression ${JSON.stringify(tree)}`);
      if (second === undefined) return (i) => f(a(i));
      const b = build(second);
      switch (head) {
        case "+": return (i) => a(i) + b(i);
        case "-": return (i) => a(i) - b(i);
        case "*": return (i) => { const x = a(i); return x === 0 ? 0 : x * b(i); };
        case "/": return (i) => a(i) / b(i);
        default: return (i) => f(a(i), b(i));
      }
    };
    const parts = (windows) => windows.map(([from, to]) => {
      const inside = [];
      for (let i = Math.floor(from); i < to - 1e-12; i++) inside.push([i, Math.min(i + 1, to) - Math.max(i, from)]);
      const whole = inside.reduce((sum, [, w]) => sum + w, 0);
      return inside.map(([i, w]) => [i, w / whole]);
    });
    const steps = graph.steps.map((step) => {
      const f = build(step.expression), n = length[step.source || step.table], name = step.name;
      if (step.kind === "scalar") return () => { scalars[name] = f(0); };
      if (step.kind === "rows") {
        const out = (columns[name] = new Float64Array(n)), factor = step.factor;
        return () => {
          if (factor && scalars[factor] === 0) out.fill(0);
          else for (let i = 0; i < n; i++) out[i] = f(i);
        };
      }
      if (step.kind === "sum") return () => { let sum = 0; for (let i = 0; i < n; i++) sum += f(i); scalars[name] = sum; };
      if (step.kind === "max") return () => { let top = -Infinity; for (let i = 0; i < n; i++) top = Math.max(top, f(i)); scalars[name] = top; };
      if (step.kind === "mean_over") {
        const weights = parts(graph.windows[name]), out = (columns[name] = new Float64Array(weights.length)), all = new Float64Array(n);
        return () => {
          for (let i = 0; i < n; i++) all[i] = f(i);
          weights.forEach((inside, row) => { let sum = 0; for (const [i, w] of inside) sum += w * all[i]; out[row] = sum; });
        };
      }
      if (step.kind === "linear") {
        const matrix = graph.matrices[name], names = step.names;
        return () => {
          const sums = new Float64Array(names.length);
          for (let i = 0; i < n; i++) { const v = f(i), row = matrix[i]; for (let j = 0; j < sums.length; j++) sums[j] += row[j] * v; }
          names.forEach((label, j) => { scalars[label] = sums[j]; });
        };
      }
      throw new Error(`unknown step ${step.kind}`);
    });
    return (values) => {
      Object.assign(scalars, graph.inputs, values);
      for (const step of steps) step();
      return { scalars, columns };
    };
  }

  const HASH = "#whatif:";
  const MINUS = "\u2212";
  const figure = (value, decimals, unit) => {
    const text = Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: decimals, maximumFractionDigits: decimals, roundingMode: "halfEven" }); // as Python rounds
    const sign = value < 0 && /[1-9]/.test(text) ? MINUS : "";
    return unit === "$bn" ? `${sign}$${text}bn` : unit === "%" ? `${sign}${text}%` : `${sign}${text} ${unit}`;
  };

  function start(box) {
    const made = JSON.parse(box.querySelector("script.explorer-model").textContent);
    const evaluate = model(made.graph), chart = document.querySelector(`.chart[data-name="${box.dataset.name}"]`);
    const inputs = Object.fromEntries([...box.querySelectorAll("[data-control]")].map((e) => [e.dataset.control, e]));
    const status = box.querySelector("[role=status]");
    const impact = Object.keys(made.readings[0].sliders);
    let view = chart.dataset.state === "ready" ? chart.vl.view : null, preset = null, timer = null;

    const controls = () => Object.fromEntries(Object.entries(inputs).map(([name, e]) => [name, e.type === "range" ? +e.value : e.value]));
    const values = (state) => {
      const out = {};
      for (const s of made.sliders) out[s.name] = state[s.name] * s.scale;
      for (const s of made.selectors) Object.assign(out, s.options.find((o) => o.key === state[s.name]).inputs);
      return out;
    };
    const set = (state) => {
      for (const [name, value] of Object.entries(state)) if (inputs[name]) inputs[name].value = value;
      const reading = made.readings.find((r) => r.key === state.reading);
      if (reading && !impact.some((name) => name in state)) set(reading.sliders);
    };
    const rows = (found) => {
      const { scalars, columns } = found, band = preset && made.fans[preset] && made.fans[preset][inputs.reading.value];
      return {
        path: Array.from({ length: made.weeks }, (_, i) => ({ week: i + 1, rise_bp: columns.rise_bp[i] })),
        cost: Array.from({ length: 10 }, (_, i) => ({ year: i + 1, usd_bn: scalars[`us_cost_y${i + 1}`] })),
        loss: made.components.map((c) => ({ component: c.label, usd_bn: scalars[c.output] })),
        /* without a fan the band lies on the path, where it cannot be seen: an empty one would leave the axis without a range */
        band: band ? band.week.map((week, i) => ({ week, low_bp: band.low_bp[i], high_bp: band.high_bp[i] }))
          : [1, made.weeks].map((week) => ({ week, low_bp: columns.rise_bp[week - 1], high_bp: columns.rise_bp[week - 1] })),
      };
    };
    const show = (spoken) => {
      const state = controls(), found = evaluate(values(state));
      for (const s of made.sliders) {
        const e = inputs[s.name], text = figure(+e.value, s.step < 1 ? 1 : 0, s.unit);
        e.setAttribute("aria-valuetext", text);
        box.querySelector(`output[for="${e.id}"]`).textContent = text;
      }
      for (const h of made.headlines) {
        const cell = box.querySelector(`[data-output="${h.output}"]`), value = found.scalars[h.output];
        cell.dataset.value = value;
        cell.textContent = h.output === "ratio" && found.scalars.japan_loss <= 0 ? "no loss" : figure(value, h.decimals, h.unit);
      }
      for (const b of box.querySelectorAll("[data-preset]")) b.setAttribute("aria-pressed", b.dataset.preset === preset);
      const drawn = rows(found);
      if (view) {
        for (const [name, data] of Object.entries(drawn)) view.data(made.sets[name], data);
        view.run();
      }
      clearTimeout(timer);
      if (spoken) timer = setTimeout(() => {
        status.textContent = made.headlines.map((h) => `${h.label}: ${box.querySelector(`[data-output="${h.output}"]`).textContent}`).join("; ");
      }, 600);
      return found;
    };
    const keep = () => {
      const text = HASH + new URLSearchParams(controls()).toString();
      try { history.replaceState(history.state, "", text); } catch { /* an address that may not change */ }
    };
    const apply = (state, name) => { set(state); preset = name; show(true); };

    box.addEventListener("input", ({ target }) => {
      const name = target.dataset.control;
      if (!name) return;
      if (name === "reading") {
        const reading = made.readings.find((r) => r.key === target.value);
        if (reading) set(reading.sliders);
      } else {
        preset = null;
        if (impact.includes(name)) inputs.reading.value = "own";
      }
      show(true);
    });
    box.addEventListener("change", keep);
    box.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      if (button.dataset.preset) {
        const own = inputs.reading.value === "own" ? { reading: "unscaled" } : { reading: inputs.reading.value };
        apply({ ...own, fed_share: made.start.fed_share, yen_pct_per_100bn: made.start.yen_pct_per_100bn, ...made.presets.find((p) => p.key === button.dataset.preset).controls }, button.dataset.preset);
      } else apply(made.start, made.first);
      keep();
    });
    chart.addEventListener("chart:ready", ({ detail }) => { view = detail.view; show(false); });

    /* An address may hold a case that somebody shared. What it does not name, or names wrongly, stands at its start; values of its own
       for the impact are never shown under the name of a reading. */
    const open = () => {
      set(made.start);
      preset = null;
      const shared = new URLSearchParams(location.hash.slice(HASH.length));
      const valid = (e, value) => (e.type === "range" ? value !== "" && isFinite(value) : [...e.options].some((o) => o.value === value));
      const state = Object.fromEntries([...shared].filter(([name, value]) => Object.hasOwn(inputs, name) && valid(inputs[name], value)));
      if (state.reading) set({ reading: state.reading });
      set(state);
      const reading = made.readings.find((r) => r.key === inputs.reading.value);
      if (reading && impact.some((name) => +inputs[name].value !== reading.sliders[name])) inputs.reading.value = "own";
      box.closest("figure").scrollIntoView();
    };
    const named = () => location.hash.startsWith(HASH);
    addEventListener("hashchange", () => { if (named()) { open(); show(true); } });
    if (named()) open();
    else { set(made.start); preset = made.first; }
    box.hidden = false;
    box.explorer = { controls, values, evaluate, show, view: () => view };
    show(false);
  }
  const all = () => document.querySelectorAll("div.explorer").forEach(start);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", all) : all();
})();
