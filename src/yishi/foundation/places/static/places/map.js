"use strict";

// Maps to look at ([data-map]) and maps to pick a place on ([data-place-picker]). Pages work without this script.

(() => {
  const DECIMALS = 6; // a tenth of a metre
  const NEAR = 17;
  const LEVELS = 15;
  const APART = 48; // pixels between two marks: each can be hit with a finger
  const PIN = { className: "map-pin-place", html: '<div class="map-pin"></div>', iconSize: [26, 26], iconAnchor: [13, 31] };
  const POINT = { className: "map-pin-place", html: '<div class="map-point"></div>', iconSize: [18, 18] };

  function baseMap(canvas, source) {
    const [west, south, east, north] = source.dataset.box.split(",").map(Number);
    const map = L.map(canvas, { zoomControl: false, attributionControl: false, maxZoom: 19, zoomSnap: 0.5 });
    L.control.zoom({ zoomInTitle: source.dataset.zoomIn, zoomOutTitle: source.dataset.zoomOut }).addTo(map);
    if (source.dataset.tiles) L.tileLayer(source.dataset.tiles, { maxZoom: 19 }).addTo(map);
    map.fitBounds([[south, west], [north, east]]);
    // The wheel belongs to the page until somebody has turned to the map.
    map.scrollWheelZoom.disable();
    map.on("focus", () => map.scrollWheelZoom.enable());
    map.on("blur", () => map.scrollWheelZoom.disable());
    return map;
  }

  async function read(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    return answer.json();
  }

  function areaName(feature) {
    const isEnglish = document.documentElement.lang === "en";
    return (isEnglish && feature.properties.name_en) || feature.properties.name;
  }

  async function addAreas(map, address, options) {
    const areas = L.geoJSON(await read(address), { style: { className: "map-area" }, ...options }).addTo(map);
    areas.eachLayer((layer) => {
      layer.bindTooltip(areaName(layer.feature), { permanent: true, direction: "center", className: "map-label" });
      layer.widest = widestPlace(layer.feature.geometry);
    });
    const label = () => areas.eachLayer((layer) => labelWhereThereIsRoom(map, layer));
    map.on("zoomend", label);
    label();
    return areas;
  }

  // A name shows where it fits into its area, so it comes with zooming in.
  function labelWhereThereIsRoom(map, layer) {
    const { latitude, west, east } = layer.widest;
    const room = map.latLngToContainerPoint([latitude, east]).x - map.latLngToContainerPoint([latitude, west]).x;
    layer.openTooltip([latitude, (west + east) / 2]);
    if (layer.getTooltip().getElement().offsetWidth > room) layer.closeTooltip();
  }

  // The widest level line inside an area, as the drawing without a script has it.
  function widestPlace(geometry) {
    const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
    const latitudes = rings.flat().map((point) => point[1]);
    const south = Math.min(...latitudes);
    const north = Math.max(...latitudes);
    let best = { latitude: south, west: 0, east: 0, weight: 0 };
    for (let level = 1; level <= LEVELS; level += 1) {
      const latitude = south + ((north - south) * level) / (LEVELS + 1);
      const crossings = rings.flatMap((ring) => crossingsOf(ring, latitude)).sort((one, other) => one - other);
      const offMiddle = Math.abs((2 * level) / (LEVELS + 1) - 1);
      for (let at = 0; at + 1 < crossings.length; at += 2) {
        const [west, east] = crossings.slice(at, at + 2);
        const weight = (east - west) * (1 - offMiddle / 2);
        if (weight > best.weight) best = { latitude, west, east, weight };
      }
    }
    return best;
  }

  function crossingsOf(ring, latitude) {
    const found = [];
    for (let at = 1; at < ring.length; at += 1) {
      const [[x1, y1], [x2, y2]] = [ring[at - 1], ring[at]];
      if (y1 > latitude !== y2 > latitude) found.push(x1 + ((latitude - y1) / (y2 - y1)) * (x2 - x1));
    }
    return found;
  }

  // To look at

  async function showMap(canvas) {
    canvas.hidden = false;
    canvas.parentElement.querySelectorAll("[data-drawing]").forEach((drawing) => drawing.remove());
    const map = baseMap(canvas, canvas);
    const labels = new Map();
    if (canvas.dataset.areas) {
      const areas = await addAreas(map, canvas.dataset.areas, {
        onEachFeature: (feature, layer) => {
          layer.on("click", () => {
            location.assign(canvas.dataset.areaAddress.replace("CODE", feature.properties.code));
          });
        },
      });
      if (areas.getLayers().length) map.fitBounds(areas.getBounds());
      areas.eachLayer(({ feature, widest: { latitude, west, east } }) => {
        labels.set(feature.properties.code, [latitude, (west + east) / 2]);
      });
    }
    if (!canvas.dataset.points) return;
    if ("follow" in canvas.dataset) followPoints(map, canvas.dataset.points, labels);
    else addPoints(map, await read(canvas.dataset.points), labels);
  }

  // Points are asked for again whenever the map has moved, those in sight alone; not while somebody reads one of them.
  function followPoints(map, address, labels) {
    let shown = null;
    let turn = 0;
    let isReading = false;
    async function refresh() {
      if (isReading) return;
      const mine = (turn += 1);
      const points = await read(`${address}${address.includes("?") ? "&" : "?"}box=${map.getBounds().toBBoxString()}`);
      if (mine !== turn || isReading) return;
      shown?.remove();
      shown = addPoints(map, points, labels);
    }
    map.on("popupopen", () => (isReading = true));
    map.on("popupclose", () => {
      isReading = false;
      refresh();
    });
    map.on("moveend", refresh);
    refresh();
  }

  function addPoints(map, { features }, labels) {
    return L.layerGroup(gathered(map, features, labels).map((mark) => marker(map, mark))).addTo(map);
  }

  // What would stand on each other becomes one number, the larger taking in the smaller. The number of an area that is
  // drawn stands at its name.
  function gathered(map, features, labels) {
    const marks = features.map(({ geometry, properties }) => {
      const [longitude, latitude] = geometry.coordinates;
      const { area, count = 1, items = count === 1 ? [properties] : null, title } = properties;
      const place = L.latLng(labels.get(area) ?? [latitude, longitude]);
      return { place, at: map.latLngToContainerPoint(place), count, items, titles: [title] };
    });
    const kept = [];
    marks.sort((one, other) => other.count - one.count).forEach((mark) => {
      const near = kept.find((other) => mark.at.distanceTo(other.at) < APART);
      if (!near) {
        kept.push(mark);
        return;
      }
      near.count += mark.count;
      near.items = near.items && mark.items ? [...near.items, ...mark.items] : null;
      near.titles.push(...mark.titles);
    });
    return kept;
  }

  function marker(map, { place, count, items, titles }) {
    const title = titles.slice(0, 3).join("; ") + (titles.length > 3 ? " …" : "");
    const layer = L.marker(place, { icon: L.divIcon(count > 1 ? numberIcon(count) : POINT), title, alt: title });
    if (items) layer.bindPopup(items.length > 1 ? popupList(items) : popupLine(items[0]));
    else layer.on("click", () => map.setView(place, map.getZoom() + 2));
    return layer;
  }

  // Above its place, where the area's name does not stand.
  function numberIcon(count) {
    const side = 26 + 6 * String(count).length;
    const html = `<div class="map-number">${count}</div>`;
    return { className: "map-pin-place", html, iconSize: [side, side], iconAnchor: [side / 2, side + 6] };
  }

  function popupLine({ title, url }) {
    const label = document.createElement(url ? "a" : "span");
    label.textContent = title;
    if (url) label.href = url;
    return label;
  }

  function popupList(items) {
    const list = document.createElement("ul");
    list.className = "map-list";
    items.forEach((item) => list.appendChild(document.createElement("li")).append(popupLine(item)));
    return list;
  }

  // To pick a place on

  function startPicker(picker) {
    const form = picker.closest("form");
    const field = (name) => form.elements.namedItem(picker.dataset[name]);
    const part = (name) => picker.querySelector(`[data-picker-${name}]`);
    const status = part("status");
    part("map").hidden = false;
    const map = baseMap(part("canvas"), picker);
    let pin = null;
    let turn = 0;

    function put(latlng) {
      if (!pin) {
        pin = L.marker(latlng, {
          icon: L.divIcon(PIN),
          draggable: true,
          autoPan: true,
          title: picker.dataset.pin,
          alt: picker.dataset.pin,
        }).addTo(map);
        pin.on("dragend", () => settle(pin.getLatLng()));
      }
      pin.setLatLng(latlng);
      settle(latlng);
    }

    async function settle(latlng) {
      field("longitude").value = latlng.lng.toFixed(DECIMALS);
      field("latitude").value = latlng.lat.toFixed(DECIMALS);
      part("clear").hidden = false;
      const found = await ask({ lon: field("longitude").value, lat: field("latitude").value });
      if (found?.area) choose(found.area);
    }

    function take() {
      pin?.remove();
      pin = null;
      field("longitude").value = field("latitude").value = "";
      part("clear").hidden = true;
      status.textContent = picker.dataset.removed;
    }

    // Only the answer to the last question is shown.
    async function ask(question) {
      const mine = (turn += 1);
      const found = await read(`${picker.dataset.find}?${new URLSearchParams(question)}`);
      if (mine !== turn) return null;
      status.textContent = found.message;
      return found;
    }

    // The list may end at communities: then a grid is shown by the nearest area above it that the list has.
    function choose(code) {
      const select = field("area");
      const codes = Array.from(select.options, (option) => option.value);
      const known = [code, code.slice(0, 12)].find((candidate) => codes.includes(candidate));
      if (known) select.value = known;
    }

    map.on("click", (event) => put(event.latlng));
    part("centre").addEventListener("click", () => put(map.getCenter()));
    part("clear").addEventListener("click", take);

    if (navigator.geolocation) {
      part("locate").hidden = false;
      part("locate").addEventListener("click", () => {
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            map.setView([coords.latitude, coords.longitude], NEAR);
            put(L.latLng(coords.latitude, coords.longitude));
          },
          () => {
            status.textContent = picker.dataset.noFix;
          },
          { enableHighAccuracy: true, timeout: 15000 },
        );
      });
    }

    field("text").addEventListener("change", async () => {
      const text = field("text").value.trim();
      if (!text || pin) return;
      const found = await ask({ q: text });
      if (found?.area) choose(found.area);
      if (found?.latitude != null) map.setView([found.latitude, found.longitude], NEAR);
    });

    if (field("longitude").value && field("latitude").value) {
      const latlng = L.latLng(Number(field("latitude").value), Number(field("longitude").value));
      map.setView(latlng, NEAR);
      put(latlng);
    }
    addAreas(map, picker.dataset.areas, { interactive: false });
  }

  // The page "find my grid"

  function startLocator(button) {
    if (!navigator.geolocation) return;
    button.hidden = false;
    const status = document.querySelector("[data-locate-status]");
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          const question = new URLSearchParams({
            lat: coords.latitude.toFixed(DECIMALS),
            lon: coords.longitude.toFixed(DECIMALS),
          });
          location.assign(`${button.dataset.locate}?${question}`);
        },
        () => {
          status.textContent = button.dataset.noFix;
        },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    });
  }

  document.querySelectorAll("[data-locate]").forEach(startLocator);
  if (!window.L) return;
  document.querySelectorAll("[data-map]").forEach(showMap);
  document.querySelectorAll("[data-place-picker]").forEach((picker) => {
    if (picker.dataset.box) startPicker(picker);
  });
})();
