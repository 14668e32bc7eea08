// Places on the states of Mexico, drawn by MapLibre without any tile server. Without it, the table beside the map opens.
//
// The data, in the <script type="application/json"> that follows the element:
//   {places: [{name, lon, lat, kind: "dc" | "store" | "branch" | ..., state: "good" | "risk" | "bad" | "quiet" | "info",
//              label: "what is said on touching it", href: "/where/it/leads", size: 1..10}],
//    areas: {"14": {state: "bad", label: "Jalisco: ..."}}, lines: [{from: [lon, lat], to: [lon, lat], state}]}
"use strict";
(() => {
  const BOX = [[-118.6, 14.2], [-86.5, 32.9]];
  const STATES = ["good", "risk", "bad", "quiet", "info"];
  const token = (name) => {
    // Tokens may be light-dark(...): asked of a real property, the browser answers with the colour in force.
    const probe = document.createElement("i");
    probe.className = `ink-${name}`;
    document.body.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  };
  const byState = () => ["match", ["get", "state"], ...STATES.flatMap((one) => [one, token(one)]), token("brand")];
  const collection = (features) => ({ type: "FeatureCollection", features });
  const point = (one) => ({
    type: "Feature",
    properties: { label: one.label || one.name, href: one.href || "", state: one.state || "", kind: one.kind || "", size: one.size || 1 },
    geometry: { type: "Point", coordinates: [one.lon, one.lat] },
  });
  const line = (one) => ({ type: "Feature", properties: { state: one.state || "" }, geometry: { type: "LineString", coordinates: [one.from, one.to] } });

  const coloured = (land, areas) => ({
    ...land,
    features: land.features.map((one) => {
      const told = areas[one.properties.area];
      return { ...one, properties: { ...one.properties, state: told?.state || "", label: told?.label || "" } };
    }),
  });

  const radius = (centre, other, more) => ["+", ["match", ["get", "kind"], "dc", centre, other], ["*", more, ["-", ["get", "size"], 1]]];

  const style = (land, told) => ({
    version: 8,
    sources: {
      land: { type: "geojson", data: coloured(land, told.areas || {}) },
      lines: { type: "geojson", data: collection((told.lines || []).map(line)) },
      places: { type: "geojson", data: collection((told.places || []).map(point)) },
    },
    layers: [
      { id: "land", type: "fill", source: "land", paint: { "fill-color": token("land") } },
      { id: "area", type: "fill", source: "land", filter: ["!=", ["get", "state"], ""], paint: { "fill-color": byState(), "fill-opacity": 0.28 } },
      { id: "border", type: "line", source: "land", paint: { "line-color": token("border"), "line-width": 0.8 } },
      { id: "lines", type: "line", source: "lines", layout: { "line-cap": "round" }, paint: { "line-color": byState(), "line-width": 1.6, "line-opacity": 0.7 } },
      {
        id: "places", type: "circle", source: "places",
        layout: { "circle-sort-key": ["match", ["get", "state"], "bad", 3, "risk", 2, "info", 1, 0] },
        paint: {
          "circle-color": byState(), "circle-stroke-color": token("land"), "circle-stroke-width": 1.4,
          "circle-radius": ["interpolate", ["linear"], ["zoom"], 3, radius(6, 3.4, 0.9), 8, radius(13, 9, 1.4)],
        },
      },
    ],
  });

  const touch = (map, popup) => {
    const shown = (event) => {
      const feature = event.features[0];
      if (!feature.properties.label) return;
      const at = feature.geometry.type === "Point" ? feature.geometry.coordinates : event.lngLat;
      map.getCanvas().classList.toggle("leads", Boolean(feature.properties.href));
      popup.setLngLat(at).setText(feature.properties.label).addTo(map);
    };
    for (const layer of ["area", "places"]) {
      map.on("mousemove", layer, (event) => {
        if (layer === "places" || !map.queryRenderedFeatures(event.point, { layers: ["places"] }).length) shown(event);
      });
      map.on("mouseleave", layer, () => { popup.remove(); map.getCanvas().classList.remove("leads"); });
    }
    map.on("click", "places", (event) => { const to = event.features[0].properties.href; if (to) location.href = to; });
  };

  const draw = async (element) => {
    if (element.dataset.drawn) return;
    element.dataset.drawn = "1";
    const data = element.parentElement.querySelector("script[type='application/json']");
    try {
      const land = await (await fetch(element.dataset.outline)).json();
      const told = JSON.parse(data.textContent);
      maplibregl.setWorkerUrl(element.dataset.worker);
      const map = new maplibregl.Map({
        container: element, style: style(land, told), bounds: BOX, fitBoundsOptions: { padding: 12 }, attributionControl: false,
        dragRotate: false, pitchWithRotate: false, touchPitch: false, scrollZoom: false, maxZoom: 9, minZoom: 2.5,
        renderWorldCopies: false,
        dragPan: !matchMedia("(pointer: coarse)").matches, locale: { "Map.Title": element.dataset.label },
      });
      map.touchZoomRotate.disableRotation();
      touch(map, new maplibregl.Popup({ closeButton: false, closeOnClick: false, offset: 10, className: "tip" }));
      document.addEventListener("theme", () => setTimeout(() => map.setStyle(style(land, told))));
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(land, told)));
      map.once("idle", () => element.setAttribute("data-ready", "1"));
    } catch (_) {
      // No WebGL, or no library: the table says the same.
      element.hidden = true;
      const table = element.parentElement.querySelector("details");
      if (table) table.open = true;
    }
  };
  const all = () => document.querySelectorAll("[data-map]").forEach(draw);
  document.addEventListener("shown", all);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
