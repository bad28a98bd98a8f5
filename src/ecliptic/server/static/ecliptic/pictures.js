"use strict";
// Conveniences over figures; every picture is whole without them.
(() => {
  // Wide drawings may be drawn larger, and dragged within their frame.
  for (const frame of document.querySelectorAll(".figure .scroll")) {
    const drawings = [...frame.querySelectorAll("svg.drawn")];
    if (!drawings.length) continue;
    let scale = 1;
    const tools = document.createElement("div");
    tools.className = "zoom-tools";
    const apply = (by) => {
      const before = scale;
      scale = Math.min(4, Math.max(1, scale * by));
      const middle = (frame.scrollLeft + frame.clientWidth / 2) / before;
      for (const drawing of drawings) drawing.style.width = scale === 1 ? "" : `${scale * 100}%`;
      frame.scrollLeft = middle * scale - frame.clientWidth / 2;
      larger.disabled = scale >= 4;
      smaller.disabled = scale <= 1;
    };
    const button = (words, by) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "button small";
      made.textContent = words;
      made.addEventListener("click", () => apply(by));
      tools.append(made);
      return made;
    };
    const smaller = button("Smaller", 1 / 1.4);
    const larger = button("Larger", 1.4);
    smaller.disabled = true;
    frame.before(tools);

    let from = null;
    frame.addEventListener("pointerdown", (event) => {
      if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest("a")) return;
      from = { x: event.clientX, left: frame.scrollLeft };
    });
    addEventListener("pointermove", (event) => {
      if (from) frame.scrollLeft = from.left - (event.clientX - from.x);
    });
    addEventListener("pointerup", () => {
      from = null;
    });
  }
  // The ribbons that meet a node stand out while the pointer rests on it.
  for (const flow of document.querySelectorAll("svg.drawn.flow")) {
    const ribbons = [...flow.querySelectorAll(".ribbon")];
    const titled = (ribbon) => ribbon.querySelector("title")?.textContent ?? "";
    flow.addEventListener("pointerover", (event) => {
      const shape = event.target.closest("g");
      const own = event.target.closest(".ribbon");
      const name = shape?.querySelector(":scope > title")?.textContent.replace(/: [^:]*$/, "");
      const on = own ? [own] : name ? ribbons.filter((ribbon) => titled(ribbon).includes(name)) : [];
      flow.classList.toggle("lit", on.length > 0);
      for (const ribbon of ribbons) ribbon.classList.toggle("on-way", on.includes(ribbon));
    });
    flow.addEventListener("pointerleave", () => flow.classList.remove("lit"));
  }
  // So do the lines that meet an end of a network.
  for (const network of document.querySelectorAll("svg.drawn.network")) {
    const ties = [...network.querySelectorAll(".tie")];
    network.addEventListener("pointerover", (event) => {
      const own = event.target.closest(".tie");
      const end = event.target.closest("[data-end]")?.dataset.end;
      const on = own ? [own] : end ? ties.filter((tie) => tie.dataset.ends.split(" ").includes(end)) : [];
      network.classList.toggle("lit", on.length > 0);
      for (const tie of ties) tie.classList.toggle("on-way", on.includes(tie));
    });
    network.addEventListener("pointerleave", () => network.classList.remove("lit"));
  }
})();
