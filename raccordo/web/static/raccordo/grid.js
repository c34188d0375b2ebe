// A grid of amounts: arrows and Enter go from cell to cell, a paste from a spreadsheet fills many.
"use strict";

(function () {
  const form = document.querySelector(".grid-form");
  if (!form) return;

  const isCell = (thing) => thing instanceof HTMLInputElement && thing.name.startsWith("c:");
  const rows = () => Array.from(form.querySelectorAll("tbody tr"));
  const placeOf = (cell) => {
    const row = cell.closest("tr");
    return [rows().indexOf(row), cell.closest("td").cellIndex];
  };
  const cellAt = (row, column) => {
    const line = rows()[row];
    const box = line && line.cells[column];
    return box ? box.querySelector("input") : null;
  };

  // Over the cells that cannot be written one passes on.
  function step(cell, down, across) {
    let [row, column] = placeOf(cell);
    const last = rows().length;
    for (;;) {
      row += down;
      column += across;
      if (row < 0 || row >= last || column < 0 || column >= rows()[row].cells.length) return;
      const next = cellAt(row, column);
      if (next) {
        next.focus();
        next.select();
        return;
      }
    }
  }

  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!isCell(cell) || event.altKey || event.ctrlKey || event.metaKey) return;
    const atStart = cell.selectionStart === 0;
    const atEnd = cell.selectionEnd === cell.value.length;
    const moves = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: atStart ? [0, -1] : null,
      ArrowRight: atEnd ? [0, 1] : null,
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    step(cell, move[0], move[1]);
  });

  form.addEventListener("paste", (event) => {
    const cell = event.target;
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!isCell(cell) || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const [top, left] = placeOf(cell);
    const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
    let outside = 0;
    lines.forEach((line, down) => {
      line.split("\t").forEach((said, across) => {
        const target = cellAt(top + down, left + across);
        if (target) {
          target.value = said.trim();
          mark(target);
        } else if (said.trim()) {
          outside += 1;
        }
      });
    });
    const note = document.getElementById("grid-note");
    note.hidden = outside === 0;
    note.querySelector("[data-many]").textContent = String(outside);
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  });

  function mark(cell) {
    cell.classList.toggle("changed", cell.value !== cell.defaultValue);
  }

  form.addEventListener("input", (event) => {
    if (isCell(event.target)) mark(event.target);
  });
})();
