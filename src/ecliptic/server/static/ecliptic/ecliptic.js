"use strict";
// Conveniences only: every page works without this file.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const shown = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");

  const announce = () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      button.hidden = false;
      button.querySelector(".vh").textContent = `Use the ${shown() === "dark" ? "light" : "dark"} theme`;
    }
    for (const choice of document.querySelectorAll("[data-theme-choice]")) {
      choice.hidden = false;
      for (const button of choice.querySelectorAll("button")) {
        button.setAttribute("aria-pressed", String(button.value === (root.dataset.theme ?? "system")));
      }
    }
  };
  const choose = (theme) => {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try {
      if (theme === "system") localStorage.removeItem("ecliptic-theme");
      else localStorage.setItem("ecliptic-theme", theme);
    } catch {
      // Not remembered where storage is closed; the page changes all the same.
    }
    announce();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-theme-switch]")) {
      const other = shown() === "dark" ? "light" : "dark";
      choose(other === (dark.matches ? "dark" : "light") ? "system" : other);
    }
    const choice = event.target.closest("[data-theme-choice] button");
    if (choice) choose(choice.value);
  });
  dark.addEventListener("change", announce);
  announce();

  // What went wrong is where the reader lands.
  document.querySelector(".error-summary")?.focus();

  // Forms that send themselves when a choice changes, once the reader leaves the control.
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-send-on-change]")) event.target.form?.requestSubmit();
  });

  // One tick for all the rows of a table or list.
  document.addEventListener("change", (event) => {
    const all = event.target.closest("[data-tick-all]");
    if (!all) return;
    for (const box of document.querySelectorAll(`[name="${CSS.escape(all.dataset.tickAll)}"]`)) {
      if (!box.disabled) box.checked = all.checked;
    }
  });

  // Links to folded places open them.
  const unfold = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = place; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  // A file field says which file it holds.
  document.addEventListener("change", (event) => {
    const drop = event.target.closest(".drop");
    if (!drop || !event.target.files) return;
    const said = [...event.target.files].map((file) => file.name).join(", ");
    drop.querySelector(".drop-said").textContent = said ? `Chosen: ${said}` : "";
  });
})();
