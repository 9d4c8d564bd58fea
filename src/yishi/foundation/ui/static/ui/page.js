"use strict";

// Everything here makes a working page a little kinder; no page needs it.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });
}

for (const text of document.querySelectorAll("textarea[data-limit]")) {
  const limit = Number(text.dataset.limit);
  const counter = document.createElement("p");
  counter.className = "counter";
  counter.setAttribute("aria-live", "polite");
  text.after(counter);
  const count = () => {
    const left = limit - Array.from(text.value).length;
    const words = left < 0 ? text.dataset.over : text.dataset.left;
    counter.textContent = words.replace("{n}", String(Math.abs(left)));
    counter.classList.toggle("counter-over", left < 0);
  };
  text.addEventListener("input", count);
  count();
}

// The same form sent by two quick taps is sent once.
for (const form of document.querySelectorAll("form[data-send-once]")) {
  let isSent = false;
  form.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => {
    isSent = false;
  });
}

document.querySelector(".error-summary")?.focus();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
