document.querySelectorAll("table.sortable th[data-sort]").forEach(function (head) {
  var button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.textContent = "";
  head.appendChild(button);
  button.addEventListener("click", function () {
    var up = head.getAttribute("aria-sort") !== "ascending";
    var table = head.closest("table"), body = table.tBodies[0];
    var place = Array.prototype.indexOf.call(head.parentNode.children, head);
    var numbers = head.dataset.sort === "number";
    table.querySelectorAll("th").forEach(function (th) { th.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    Array.from(body.rows).map(function (row) {
      var cell = row.cells[place];
      var key = cell.dataset.key === undefined ? cell.textContent.trim() : cell.dataset.key;
      return [numbers ? Number(key) : key, row];
    }).sort(function (a, b) {
      var order = numbers ? a[0] - b[0] : a[0].localeCompare(b[0], undefined, { numeric: true });
      return up ? order : -order;
    }).forEach(function (pair) { body.appendChild(pair[1]); });
  });
});
