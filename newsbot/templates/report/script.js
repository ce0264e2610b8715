(() => {
  "use strict";
  const STEP = 200;
  const table = document.getElementById("articles-table");
  if (!table) return;
  const body = table.tBodies[0];
  const search = document.getElementById("search");
  const said = document.getElementById("said");
  const more = document.getElementById("more");
  // Many people type Hindi without the dot below (nukta).
  const plain = (text) => text.normalize("NFD").replace(/\u093c/g, "").toLocaleLowerCase();
  let rows = Array.from(body.rows);
  const texts = new Map(rows.map((row) => [row, plain(row.textContent)]));
  const collator = new Intl.Collator(["hi", "en"], { numeric: true });
  let shown = STEP;

  function show() {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const found = rows.filter((row) => words.every((word) => texts.get(row).includes(word)));
    body.replaceChildren(...found.slice(0, shown));
    const count = Math.min(shown, found.length);
    said.textContent = words.length
      ? `${count} shown of ${found.length} found, of ${rows.length} articles`
      : `${count} shown of ${rows.length} articles`;
    more.hidden = found.length <= shown;
  }

  function sort(head, column) {
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, row.cells[column].dataset.k]));
    const isNumber = head.classList.contains("number") || head.classList.contains("when");
    const value = (row) => keys.get(row) ?? row.cells[column].textContent.trim();
    rows.sort((one, other) => {
      const a = value(one), b = value(other);
      if (a === "" || b === "") return (a === "") - (b === "");  // what is not known comes last
      return direction * (isNumber ? a - b : collator.compare(a, b));
    });
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
    shown = STEP;
    show();
  }

  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(head, column));
    head.replaceChildren(button);
  });
  search.addEventListener("input", () => { shown = STEP; show(); });
  more.addEventListener("click", () => { shown += STEP; show(); });
  document.getElementById("controls").hidden = false;
  show();
})();
