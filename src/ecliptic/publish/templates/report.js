"use strict";
// Everything in the report can be read without this script; it opens what a link leads to, and sorts and filters.
(() => {
  const unfold = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    for (let node = place; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") node.open = true;
    }
    place.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  if (location.hash) unfold();

  if (matchMedia("(max-width: 760px)").matches) {
    document.querySelector(".contents-fold")?.removeAttribute("open");
  }

  const value = (row, column) => {
    const text = row.cells[column]?.textContent.replaceAll("\u2009", "").trim() ?? "";
    const number = Number.parseFloat(text);
    return Number.isNaN(number) || !/^[-\d.]/.test(text) ? text.toLowerCase() : number;
  };
  const compare = (a, b) => {
    if (typeof a === typeof b) return a < b ? -1 : a > b ? 1 : 0;
    return typeof a === "number" ? -1 : 1;
  };
  const sortable = (table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => compare(value(a, column), value(b, column)) * (down ? -1 : 1));
        table.tBodies[0].append(...rows);
      });
    });
  };
  const filterable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 30) return;
    const bar = document.createElement("div");
    bar.className = "filter";
    const label = document.createElement("label");
    label.textContent = "Show rows with ";
    const field = document.createElement("input");
    field.type = "search";
    label.append(field);
    const count = document.createElement("span");
    count.setAttribute("role", "status");
    bar.append(label, count);
    const show = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = words.length ? `${shown} of ${rows.length} rows` : "";
    };
    field.addEventListener("input", show);
    table.closest(".scroll").before(bar);
  };
  // A table is prepared when it is first unfolded: most never are.
  const prepared = new WeakSet();
  const prepare = (part) => {
    for (const table of part.querySelectorAll("table.data")) {
      if (prepared.has(table) || table.closest("details:not([open])")) continue;
      prepared.add(table);
      const kept = table.parentElement.querySelector(".kept");
      if (kept) {
        table.tBodies[0].insertAdjacentHTML("beforeend", JSON.parse(kept.textContent).join(""));
        table.caption.querySelector(".until")?.remove();
      }
      sortable(table);
      filterable(table);
    }
  };
  document.addEventListener("toggle", (event) => prepare(event.target), true);
  prepare(document);
})();
