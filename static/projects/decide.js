/* The queue of matches by keys: A accepts, R rejects, J and K go to the next and the one before. */

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const KEYS = {
  a: "[data-step=accept]",
  r: "[data-step=reject]",
  j: "[data-following]",
  k: "[data-preceding]",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  const target = document.querySelector(KEYS[event.key.toLowerCase()] || "#none");
  if (!target) return;
  event.preventDefault();
  target.click();
});
