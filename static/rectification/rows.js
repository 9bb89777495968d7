/* One more row of a form, in place; without script the form comes back with more rows. */

function renumbered(text, prefix, from, to) {
  return text ? text.replaceAll(`${prefix}-${from}-`, `${prefix}-${to}-`) : text;
}

function emptied(row, prefix, from, to) {
  const copy = row.cloneNode(true);
  copy.querySelectorAll(".wrong").forEach((error) => error.remove());
  copy.querySelectorAll("[id], [name], [for], [aria-describedby]").forEach((element) => {
    ["id", "name", "for", "aria-describedby"].forEach((name) => {
      if (element.hasAttribute(name)) {
        element.setAttribute(name, renumbered(element.getAttribute(name), prefix, from, to));
      }
    });
  });
  copy.querySelectorAll("input, textarea").forEach((field) => {
    field.value = "";
    delete field.dataset.counted;
  });
  copy.querySelectorAll("[data-voucher-said]").forEach((line) => { line.textContent = ""; });
  const legend = copy.querySelector("legend");
  if (legend) legend.textContent = legend.textContent.replace(/\d+/, String(to + 1));
  return copy;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add-row]");
  if (!button) return;
  event.preventDefault();
  const { prefix, most } = button.dataset;
  const total = button.form.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const count = Number(total.value);
  const rows = [...button.form.querySelectorAll("[data-row]")]
    .filter((row) => row.querySelector(`[name^="${prefix}-"]`));
  if (count >= Number(most) || !rows.length) return;
  const last = rows[rows.length - 1];
  const copy = emptied(last, prefix, count - 1, count);
  last.after(copy);
  total.value = String(count + 1);
  copy.querySelector("input, select, textarea").focus();
});
