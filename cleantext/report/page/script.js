"use strict";
// Without this script the page says the same; it only sorts, folds long tables and picks samples.
const SHOWN = 25;

function value(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent : Number(cell.dataset.value);
}

function fold(table) {
  const rows = [...table.tBodies[0].rows];
  rows.forEach((row, n) => row.classList.toggle("more", n >= SHOWN && !table.dataset.open));
  return rows.length;
}

function sort(table, column, button) {
  const head = button.parentElement;
  const first = typeof value(table.tBodies[0].rows[0], column) === "number" ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? other : first;
  for (const th of table.tHead.rows[0].cells) th.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const compare = (a, b) => (typeof a === "number" ? a - b : a.localeCompare(b));
  const rows = [...table.tBodies[0].rows];
  rows.sort((a, b) => sign * compare(value(a, column), value(b, column)));
  table.tBodies[0].append(...rows);
  fold(table);
}

for (const table of document.querySelectorAll("table")) {
  [...table.tHead.rows[0].cells].forEach((th, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...th.childNodes);
    button.addEventListener("click", () => sort(table, column, button));
    th.append(button);
  });
  const count = fold(table);
  if (count > SHOWN) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show";
    button.textContent = `Show all ${count.toLocaleString("en")} rows`;
    button.addEventListener("click", () => {
      table.dataset.open = "1";
      fold(table);
      button.remove();
    });
    table.parentElement.after(button);
  }
}

const pick = document.getElementById("pick");
if (pick) {
  pick.parentElement.hidden = false;
  pick.addEventListener("change", () => {
    for (const sample of document.querySelectorAll(".sample")) {
      sample.hidden = pick.value !== "" && !sample.dataset.categories.split(" ").includes(pick.value);
    }
  });
}
