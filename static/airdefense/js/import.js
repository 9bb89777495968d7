/* Imports: a workbook dropped on the page, and correcting one cell after the other. */

["dragover", "dragleave", "drop"].forEach((name) => {
  document.addEventListener(name, (event) => {
    const form = document.querySelector("form[data-drop]");
    if (!form) return;
    event.preventDefault();
    form.querySelector("[data-drop-zone]").classList.toggle("over", name === "dragover");
    if (name !== "drop" || !event.dataTransfer.files.length) return;
    const input = form.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.focus();
  });
});

document.addEventListener("submit", (event) => {
  const button = event.target.matches("form[data-drop]") && event.target.querySelector("[data-waiting]");
  if (button) button.textContent = button.dataset.waiting;
});

/* Enter sends a choice like a typed value: the keyboard alone would only open the list. */
document.addEventListener("keydown", (event) => {
  const chosen = event.target.closest("form[data-correct] select");
  if (event.key !== "Enter" || event.isComposing || !chosen || !chosen.value) return;
  event.preventDefault();
  chosen.form.requestSubmit();
});

/* After a correction the next faulty cell is at hand. */
let place = -1;

function corrections() {
  return [...document.querySelectorAll("form[data-correct]")];
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("form[data-correct]")) place = corrections().indexOf(event.target);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (place < 0 || !event.detail.successful) return;
  const left = corrections();
  const next = left[Math.min(place, left.length - 1)];
  place = -1;
  if (next) next.querySelector("input:not([type=hidden]), select").focus();
});
