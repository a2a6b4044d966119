/* Comfort on top of pages that work without it: search keys, row keys, copying, batch count,
   submit once, filters that answer at once, focus on errors, unsaved forms, folded navigation. */
(function () {
  "use strict";
  const root = document.documentElement;
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const typing = (node) => node.closest("input:not([type=checkbox]), select, textarea") !== null;
  const composing = (event) => event.isComposing || event.keyCode === 229;

  const memory = {
    get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
    set: (key, value) => { try { localStorage.setItem(key, value); } catch { return; } },
  };
  // Before the first paint, so that the page does not jump.
  if (memory.get("folded") === "1") root.classList.add("folded");

  function foldable() {
    all("[data-nav-fold]").forEach((button) => {
      const tell = () => button.setAttribute("aria-expanded", String(!root.classList.contains("folded")));
      button.hidden = false;
      tell();
      button.addEventListener("click", () => {
        memory.set("folded", root.classList.toggle("folded") ? "1" : "0");
        tell();
      });
    });
  }

  function closeMenus(except) {
    all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });
  }

  function focusSearch(event) {
    const box = document.getElementById("site-search");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }

  const ROW = "[data-rows] tbody tr, [data-rows] > li";

  // Arrow keys go from row to row, staying with the same control; Enter is the link's own.
  function moveRow(event) {
    const row = event.target.closest(ROW);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!row || !step) return;
    const controls = (one) => all("a, button, input[type=checkbox]", one);
    const rows = all(ROW, row.closest("form, main"));
    const next = rows[rows.indexOf(row) + step];
    if (!next) return;
    const place = controls(row).indexOf(event.target);
    const target = controls(next)[place] || controls(next)[0];
    if (!target) return;
    event.preventDefault();
    target.focus();
  }

  // In a grid of fields the arrows go from person to person; Enter goes down, and from the last
  // row it sends the form.
  function moveCell(event) {
    const cell = event.target.closest("[data-grid] td");
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    if (!cell || !step || !event.target.matches("input")) return false;
    const row = cell.parentNode;
    const next = row.parentNode.rows[row.sectionRowIndex + step];
    const field = next && next.cells[cell.cellIndex].querySelector("input, select, textarea");
    if (!field) return false;
    event.preventDefault();
    field.focus();
    if (field.select) field.select();
    return true;
  }

  // A block of cells copied from a table fills the cells from here on, to the right and down.
  function pasteBlock(event) {
    const cell = event.target.closest("[data-grid] td");
    const text = (event.clipboardData.getData("text/plain") || "").replace(/\r?\n$/, "");
    if (!cell || !/[\t\n]/.test(text) || !event.target.matches("input")) return;
    const rows = cell.closest("tbody").rows;
    event.preventDefault();
    text.split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const row = rows[cell.parentNode.sectionRowIndex + down];
      const field = row && row.cells[cell.cellIndex + right] && row.cells[cell.cellIndex + right].querySelector("input, textarea");
      if (field) field.value = value.trim();
    }));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function keys(event) {
    if (composing(event) || moveCell(event)) return;
    if (event.key === "Escape") {
      const menu = event.target.closest("details.menu[open]");
      closeMenus();
      if (menu) menu.querySelector("summary").focus();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      focusSearch(event);
    } else if (!typing(event.target) && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (event.key === "/") focusSearch(event);
      else moveRow(event);
    }
  }

  // A cell without its check box, icons and hidden words.
  function cellText(cell) {
    const copy = cell.cloneNode(true);
    all(".button", copy).forEach((node) => node.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  }
  const boxes = (table) => all("tbody input[type=checkbox], li input[type=checkbox]", table);
  const cellsOf = (row) => all("th, td", row).filter((cell) => !cell.querySelector("input[type=checkbox]")).map(cellText);
  const escapeHtml = (text) => text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" }[sign]));

  function selectedLines(table) {
    const rows = boxes(table).filter((box) => box.checked).map((box) => box.closest("tr"));
    return rows.length ? [table.querySelector("thead tr"), ...rows].map(cellsOf) : [];
  }

  // Tab-separated for any program; as a table of text cells for WPS, so that long numbers stay.
  function copySelection(event) {
    if (typing(event.target) || String(getSelection())) return;
    const lines = all("table[data-rows]").flatMap(selectedLines);
    if (!lines.length) return;
    const cell = (text) => `<td style="mso-number-format:'\\@'">${escapeHtml(text)}</td>`;
    const html = lines.map((line) => `<tr>${line.map(cell).join("")}</tr>`).join("");
    event.clipboardData.setData("text/plain", lines.map((line) => line.join("\t")).join("\r\n"));
    event.clipboardData.setData("text/html", `<table>${html}</table>`);
    event.preventDefault();
  }

  function countSelected(form) {
    const chosen = boxes(form).filter((box) => box.checked).length;
    all("[data-selected]", form).forEach((output) => { output.textContent = chosen; });
    boxes(form).forEach((box) => box.closest("tr, li").classList.toggle("selected", box.checked));
  }

  function selectable(table) {
    const form = table.closest("form") || table.parentNode;
    const head = table.querySelector("thead input[type=checkbox]");
    form.addEventListener("change", (event) => {
      if (event.target === head) boxes(table).forEach((box) => { box.checked = head.checked; });
      countSelected(form);
    });
    all("[data-copy]", form).forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => document.execCommand("copy"));
    });
    countSelected(form);
  }

  // The to-dos of a period are ticked together.
  function tickable(form) {
    all("[data-tick-all]", form).forEach((label) => {
      const head = label.querySelector("input");
      label.hidden = false;
      head.addEventListener("change", () => {
        boxes(label.closest("section")).forEach((box) => { box.checked = head.checked; });
      });
    });
    form.addEventListener("change", () => countSelected(form));
    countSelected(form);
  }

  function answering(form) {
    let wait;
    form.addEventListener("change", (event) => {
      if (!event.target.matches("select, [type=checkbox]")) return;
      clearTimeout(wait);
      wait = setTimeout(() => form.requestSubmit(), 250);
    });
  }

  // The second press on a slow line must not record a thing twice.
  function submitOnce(event) {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    form.dataset.changed = "";
    all("button[type=submit]", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(comeBack, 8000); // a download leaves the page where it is
  }

  function comeBack() {
    all("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  }

  function start() {
    foldable();
    all("table[data-rows]").filter((table) => boxes(table).length).forEach(selectable);
    all("form[data-ticks]").forEach(tickable);
    all("form[data-auto-submit]").forEach(answering);
    all("form[data-keep]").forEach((form) => {
      form.addEventListener("input", () => { form.dataset.changed = "1"; });
    });
    const errors = document.querySelector("[data-focus]");
    if (errors) errors.focus();
    document.addEventListener("keydown", keys);
    document.addEventListener("copy", copySelection);
    document.addEventListener("paste", pasteBlock);
    document.addEventListener("submit", submitOnce);
    document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
  }

  document.addEventListener("DOMContentLoaded", start);
  addEventListener("pageshow", (event) => { if (event.persisted) comeBack(); });
  addEventListener("beforeunload", (event) => {
    if (!all("form[data-changed='1']").length) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();
