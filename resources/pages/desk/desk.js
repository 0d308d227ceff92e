"use strict";
// Keys, the zooming of scans and the showing of passwords; every page works without this file, except for these two.
(() => {
  const typing = (at) => at.matches("input:not([type=checkbox]), textarea, select");
  const all = (what) => [...document.querySelectorAll(what)];

  const step = (by) => {
    const stops = all("a.open").length ? all("a.open") : all("figure");
    const here = stops.findIndex((each) => each === document.activeElement || each.contains(document.activeElement));
    const next = stops[Math.min(Math.max(here + by, 0), stops.length - 1)];
    if (!next) return;
    if (next.matches("figure")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const shown = () => document.activeElement.closest("figure") || document.querySelector("figure");

  const act = (at) => {
    if (at.matches("input")) { at.focus(); at.select(); return; }
    at.click();
    const field = at.closest("details[open]")?.querySelector("form :is(input:not([type=hidden]), select, textarea, button)");
    if (field) field.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { document.activeElement.blur(); return; }
    if (typing(event.target)) return;
    const tick = document.activeElement.closest("tr")?.querySelector("input[type=checkbox]");
    const figure = shown();
    if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "x" && tick) tick.click();
    else if (event.key === "r" && figure) turn(figure);
    else if ("+-=".includes(event.key) && figure) zoom(figure, event.key === "-" ? -1 : 1);
    else {
      const at = all("[data-key]").find((each) => each.dataset.key === event.key);
      if (!at) return;
      act(at);
    }
    event.preventDefault();
  });

  const draw = (figure) => {
    const image = figure.querySelector("img"), frame = figure.querySelector(".frame");
    const turned = Number(figure.dataset.turned || 0), times = Number(figure.dataset.times || 1);
    if (!image.naturalWidth) { image.loading = "eager"; image.addEventListener("load", () => draw(figure), { once: true }); return; }
    const wide = frame.clientWidth * times, shape = image.naturalHeight / image.naturalWidth;
    const across = turned % 180 ? wide / shape : wide, high = across * shape;
    image.style.width = `${across}px`;
    image.style.transformOrigin = "0 0";
    const move = { 0: "", 90: `translate(${high}px, 0)`, 180: `translate(${across}px, ${high}px)`, 270: `translate(0, ${across}px)` }[turned];
    image.style.transform = `${move} rotate(${turned}deg)`;
    image.parentElement.style.display = "block";
    image.parentElement.style.height = `${turned % 180 ? across : high}px`;
  };
  const turn = (figure) => { figure.dataset.turned = (Number(figure.dataset.turned || 0) + 90) % 360; draw(figure); };
  const zoom = (figure, by) => {
    const times = Number(figure.dataset.times || 1) * (by > 0 ? 1.5 : 1 / 1.5);
    figure.dataset.times = Math.min(Math.max(times, 1), 8);
    draw(figure);
  };

  // A form goes once: a second press while a slow line still carries the first would do it twice. One that
  // brings a file (data-again) leaves its page standing and may go again.
  const PATIENCE = 10000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "again" in form.dataset) return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => delete form.dataset.sent, PATIENCE);
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  all(".tools, .show").forEach((each) => { each.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-turn], [data-zoom]");
    if (!button) return;
    const figure = button.closest("figure");
    if ("zoom" in button.dataset) zoom(figure, Number(button.dataset.zoom));
    else turn(figure);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-show]")) return;
    const fields = event.target.form.querySelectorAll("[autocomplete$=password]");
    for (const field of fields) field.type = event.target.checked ? "text" : "password";
  });
})();
