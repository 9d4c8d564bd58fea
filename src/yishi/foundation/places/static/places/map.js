"use strict";

// Maps to look at ([data-map]) and maps to pick a place on ([data-place-picker]). Pages work without this script.

(() => {
  const DECIMALS = 6; // a tenth of a metre
  const NEAR = 17;

  function baseMap(canvas, source) {
    const [west, south, east, north] = source.dataset.box.split(",").map(Number);
    const map = L.map(canvas, { zoomControl: false, attributionControl: false, maxZoom: 19, zoomSnap: 0.5 });
    L.control.zoom({ zoomInTitle: source.dataset.zoomIn, zoomOutTitle: source.dataset.zoomOut }).addTo(map);
    if (source.dataset.tiles) L.tileLayer(source.dataset.tiles, { maxZoom: 19 }).addTo(map);
    map.fitBounds([[south, west], [north, east]]);
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

  async function addAreas(map, address, onEach) {
    const areas = await read(address);
    return L.geoJSON(areas, { style: { className: "map-area" }, onEachFeature: onEach }).addTo(map);
  }

  function dot(className) {
    return L.divIcon({ className: "map-pin-place", html: `<div class="${className}"></div>`, iconSize: [24, 24] });
  }

  // To look at

  async function showMap(canvas) {
    canvas.hidden = false;
    canvas.parentElement.querySelectorAll("[data-drawing]").forEach((drawing) => drawing.remove());
    const map = baseMap(canvas, canvas);
    if (canvas.dataset.areas) {
      const areas = await addAreas(map, canvas.dataset.areas, (feature, layer) => {
        layer.bindTooltip(areaName(feature), { sticky: true });
        layer.on("click", () => {
          location.assign(canvas.dataset.areaAddress.replace("CODE", feature.properties.code));
        });
      });
      if (areas.getLayers().length) map.fitBounds(areas.getBounds());
    }
    if (canvas.dataset.points) addPoints(map, await read(canvas.dataset.points));
  }

  function addPoints(map, points) {
    L.geoJSON(points, {
      pointToLayer: (feature, place) =>
        L.marker(place, { icon: dot("map-point"), title: feature.properties.title, alt: feature.properties.title }),
      onEachFeature: (feature, layer) => {
        const label = document.createElement(feature.properties.url ? "a" : "span");
        label.textContent = feature.properties.title;
        if (feature.properties.url) label.href = feature.properties.url;
        layer.bindPopup(label);
      },
    }).addTo(map);
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
          icon: dot("map-pin"),
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
    addAreas(map, picker.dataset.areas, (feature, layer) => layer.bindTooltip(areaName(feature), { sticky: true }));
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
