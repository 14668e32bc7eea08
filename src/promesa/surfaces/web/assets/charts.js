// Plots by uPlot of the data in the <script type="application/json"> that follows the element; the table beside says the same.
//
//   {x: [...], days: true (x is seconds since 1970) | false, unit: "" | "%" | "$" | "any word after the figure",
//    series: [{label, values: [...], kind: "good" | "risk" | "bad" | "info" | "quiet" | "brand",
//              draw: "line" | "area" | "bars" | "points" | "dashed"}], from: 0}
"use strict";
(() => {
  const token = (name) => {
    const probe = document.createElement("i");
    probe.className = `ink-${name}`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const faded = (colour) => colour.replace(/^rgb\((.*)\)$/, "rgba($1, .16)");
  const said = (unit) => (value) => {
    if (value == null) return "–";
    const figure = value.toLocaleString("es-MX", { maximumFractionDigits: 2 });
    return unit === "$" ? `$${figure}` : unit ? `${figure} ${unit}` : figure;
  };
  const spanish = document.documentElement.lang.startsWith("es");
  const months = spanish
    ? "ene feb mar abr may jun jul ago sep oct nov dic".split(" ")
    : "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
  const day = (seconds) => { const at = new Date(seconds * 1000); return `${at.getUTCDate()} ${months[at.getUTCMonth()]}`; };

  const series = (one, unit) => {
    const colour = token(one.kind || "brand");
    const told = { label: one.label, stroke: colour, width: 2, value: (_, value) => said(unit)(value), points: { show: one.draw === "points", size: 7, fill: colour } };
    if (one.draw === "points") told.paths = () => null;
    if (one.draw === "dashed") told.dash = [6, 5];
    if (one.draw === "area") told.fill = faded(colour);
    if (one.draw === "bars") Object.assign(told, { paths: uPlot.paths.bars({ size: [0.62, 48], radius: 0.12 }), fill: colour, width: 0, points: { show: false } });
    return told;
  };

  const wide = (told) => (_, low, high) => {
    const bars = told.series.some((one) => one.draw === "bars");
    const room = bars ? (high - low) / Math.max(1, told.x.length - 1) / 2 : 0;
    return [low - room, high + room];
  };
  const tall = (told) => (_, low, high) => {
    const from = told.from ?? Math.min(0, low);
    return [from, high <= from ? from + 1 : high * 1.06];
  };

  const plot = (element, told) => {
    element.replaceChildren();
    const axis = { stroke: token("soft"), font: `12px ${getComputedStyle(document.body).fontFamily}`, grid: { stroke: token("border"), width: 0.6 }, ticks: { show: false } };
    const options = {
      width: element.clientWidth, height: Math.max(200, Math.min(320, element.clientWidth * 0.5)),
      cursor: { drag: { x: true, y: false } }, legend: { live: true },
      scales: { x: { time: false, range: wide(told) }, y: { range: tall(told) } },
      axes: [
        { ...axis, grid: { show: false }, values: (_, splits) => splits.map((at) => (told.days ? day(at) : at)) },
        { ...axis, size: 62, values: (_, splits) => splits.map(said(told.unit === "%" ? "%" : told.unit === "$" ? "$" : "")) },
      ],
      series: [{ label: told.x_label || "", value: (_, at) => (at == null ? "–" : told.days ? day(at) : at) }, ...told.series.map((one) => series(one, told.unit))],
    };
    element.promesa = new uPlot(options, [told.x, ...told.series.map((one) => one.values)], element);
  };

  const draw = (element) => {
    if (element.dataset.drawn || !window.uPlot) return;
    element.dataset.drawn = "1";
    const told = JSON.parse(element.parentElement.querySelector("script[type='application/json']").textContent);
    let wide = 0;
    const again = () => { if (element.clientWidth && element.clientWidth !== wide) { wide = element.clientWidth; plot(element, told); } };
    new ResizeObserver(again).observe(element);
    const recolour = () => setTimeout(() => plot(element, told));
    document.addEventListener("theme", recolour);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
    again();
    element.setAttribute("data-ready", "1");
  };
  const all = () => document.querySelectorAll("[data-chart]").forEach(draw);
  document.addEventListener("shown", all);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
