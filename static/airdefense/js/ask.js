/* Asking about a row: its form opens as a dialog over the page; without this, as a page. */

async function dialogOf(link) {
  const url = new URL(link.href, window.location);
  url.searchParams.set("next", window.location.pathname + window.location.search);
  const response = await fetch(url, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  // A session that ended, or an answer that is no dialog: the page itself says why.
  if (!response.ok || response.redirected) return null;
  const holder = document.createElement("div");
  holder.innerHTML = await response.text();
  return holder.querySelector("dialog");
}

async function open(link) {
  const dialog = await dialogOf(link).catch(() => null);
  if (!dialog) {
    window.location.assign(link.href);
    return;
  }
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  dialog.showModal();
  dialog.querySelector("[data-submit]").focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-ask]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  if (link.dataset.asking === "yes") return;
  link.dataset.asking = "yes";
  open(link).finally(() => { delete link.dataset.asking; });
});
