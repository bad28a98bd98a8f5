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
    const text = row.cells[column]?.textContent.replaceAll("\u202f", "").trim() ?? "";
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
  // A search is words, and parts such as status:"no provider|single provider", which ask for a whole cell
  // or for one of the links in it; "*" asks for anything that is stated.
  const plain = (text) => text.replaceAll('"', "").replaceAll("†", "").trim().toLowerCase();
  const asked = (text) => {
    const parts = [];
    const words = text.replace(/(\w+):"([^"]*)"/g, (_, key, values) => {
      parts.push([key, plain(values).split("|")]);
      return "";
    });
    return [parts, words.toLowerCase().split(/\s+/).filter(Boolean)];
  };
  const has = (cell, values) => {
    if (!cell) return false;
    const texts = new Set([cell, ...cell.querySelectorAll("a")].map((part) => plain(part.textContent)));
    return values.some((value) => (value === "*" ? !texts.has("–") : texts.has(value)));
  };
  const filterable = (table) => {
    const rows = [...table.tBodies[0].rows];
    if (!table.classList.contains("ids") && rows.length < 30) return;
    const keys = [...table.tHead.rows[0].cells].map((head) => head.dataset.key);
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
      const [parts, words] = asked(field.value);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !(
          words.every((word) => text.includes(word)) &&
          parts.every(([key, values]) => has(row.cells[keys.indexOf(key)], values))
        );
        shown += row.hidden ? 0 : 1;
      }
      count.textContent = field.value.trim() ? `${shown} of ${rows.length} rows` : "";
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
        const opening = [...table.tHead.rows[0].cells].map((h) => (h.className === "n" ? '<td class="n">' : "<td>"));
        const row = (cells) => `<tr>${cells.map((cell, index) => `${opening[index]}${cell}</td>`).join("")}</tr>`;
        table.tBodies[0].insertAdjacentHTML("beforeend", JSON.parse(kept.textContent).map(row).join(""));
        table.caption.querySelector(".until")?.remove();
      }
      sortable(table);
      filterable(table);
    }
  };
  // A number leads to the rows that it counts.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-search]");
    const part = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!part) return;
    part.open = true;
    prepare(part);
    const field = part.querySelector(".filter input");
    if (!field) return;
    field.value = link.dataset.search;
    field.dispatchEvent(new Event("input"));
  });
  document.addEventListener("toggle", (event) => prepare(event.target), true);
  prepare(document);
})();
