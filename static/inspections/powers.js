/* The list of powers: everything opened at once, by a button and before it is printed. */

const powers = () => [...document.querySelectorAll("details.power")];
const button = document.querySelector("[data-open-all]");

function openAll(isOpen) {
  powers().forEach((power) => { power.open = isOpen; });
  if (button) button.setAttribute("aria-expanded", String(isOpen));
}

if (button) {
  button.addEventListener("click", () => openAll(powers().some((power) => !power.open)));
}

window.addEventListener("beforeprint", () => openAll(true));
