/* A session that ends while somebody types: sign in again without leaving the page. */

const meta = document.querySelector("meta[name=csrf-token]");
const dialog = document.getElementById("sign-in-again");
let lastSeen = Date.now();
let asking = null;

export function token() {
  return meta.content;
}

function refresh(fresh) {
  lastSeen = Date.now();
  meta.content = fresh;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = fresh; });
}

/* The page belongs to somebody else now: it is shown anew, as that person may see it. */
function startAnew() {
  document.body.dataset.leaving = "yes";
  window.location.reload();
  return new Promise(() => {});
}

async function state() {
  const answer = await fetch(dialog.dataset.session, { credentials: "same-origin", headers: { Accept: "application/json" } });
  const found = await answer.json();
  refresh(found.token);
  return found;
}

async function post(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    credentials: "same-origin",
    headers: { "X-CSRFToken": token(), Accept: "application/json" },
    body: new FormData(form),
  });
  return { ok: answer.ok, found: await answer.json() };
}

/* The account keeps a second factor: its code is sent beside the password. */
function askCode(form) {
  const field = form.querySelector("[data-sign-in-code]");
  field.hidden = false;
  field.querySelector("input").focus();
}

function ask() {
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector("[data-sign-in-wrong]");
  return new Promise((resolve) => {
    const end = (isBack) => {
      form.onsubmit = null;
      dialog.onclose = null;
      if (dialog.open) dialog.close();
      form.reset();
      wrong.hidden = true;
      resolve(isBack);
    };
    dialog.onclose = () => end(false);
    form.onsubmit = async (event) => {
      event.preventDefault();
      event.stopPropagation();
      try {
        const { ok, found } = await post(form);
        if (!ok) {
          wrong.textContent = found.detail;
          wrong.hidden = false;
          if (found.needs === "code") askCode(form);
          return;
        }
        refresh(found.token);
        if (String(found.user) !== dialog.dataset.user) startAnew();
        else end(true);
      } catch (failure) {
        wrong.textContent = dialog.dataset.failed;
        wrong.hidden = false;
      }
    };
    dialog.showModal();
    const field = form.querySelector("input[type=password]");
    if (field) field.focus();
  });
}

/* Whether the person of this page is signed in, after asking where that is needed. */
export async function signedIn() {
  if (!dialog) return true;
  if (asking) return asking;
  asking = (async () => {
    const found = await state();
    if (String(found.user) === dialog.dataset.user) return true;
    if (found.user !== null) return startAnew();
    return ask();
  })();
  try {
    return await asking;
  } finally {
    asking = null;
  }
}

/* Whether an answer is the page to sign in instead of what was asked for. */
export function isSignedOut(url) {
  return Boolean(dialog && url) && new URL(url, window.location).pathname === dialog.dataset.login;
}

export function isStale() {
  return Boolean(dialog) && Date.now() - lastSeen > 1000 * Number(dialog.dataset.staleAfter);
}

/* Pieces of pages asked for by htmx: the page to sign in is never put into the middle of another. */
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isSignedOut(event.detail.xhr.responseURL)) return;
  event.detail.shouldSwap = false;
  signedIn();
});
