/* Handing in: what is still missing, said as one types; the button works when nothing is.
   A voucher is looked up in the ledger and fills in what it knows. */

const asked = new Map();

function cents(text) {
  return Math.round(Number(text || 0) * 100);
}

function words(amount) {
  return (amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
}

function rowsOf(form) {
  return [...form.querySelectorAll("[data-row]")];
}

function claimed(form) {
  return rowsOf(form).reduce((sum, row) => {
    const amount = row.querySelector("[data-amount]");
    const counted = cents(row.querySelector("[data-voucher]").dataset.counted);
    return sum + Math.max(0, cents(amount.value) - counted);
  }, 0);
}

function hasMoreTime(form) {
  return Boolean(form.elements.requested_until.value && form.elements.reason.value.trim());
}

function judge(form) {
  const list = document.querySelector("[data-gate-list]");
  if (!list) return;
  const open = cents(list.dataset.open);
  const short = Math.max(0, open - claimed(form));
  const isMoney = list.dataset.due !== undefined;
  if (isMoney) {
    list.querySelector("[data-sum=paid]").textContent = words(cents(list.dataset.due) - short);
    list.querySelector("[data-sum=short]").textContent = words(short);
  }
  const settled = {
    result: Boolean(form.elements.result.value.trim()),
    files: form.elements.files.files.length > 0,
    money: short === 0 || hasMoreTime(form),
    milestones: hasMoreTime(form),
    contributions: false,
  };
  let missing = 0;
  list.querySelectorAll("[data-need]").forEach((line) => {
    line.hidden = settled[line.dataset.need];
    if (!line.hidden) missing += 1;
  });
  list.querySelector("[data-gate-nothing]").hidden = missing > 0;
  form.querySelector("[data-submit]").disabled = missing > 0;
}

async function lookUp(form, query) {
  const url = `${form.dataset.voucherUrl}?${new URLSearchParams(query)}`;
  if (!asked.has(url)) asked.set(url, fetch(url, { credentials: "same-origin" }).then((answer) => (answer.ok ? answer.json() : {})));
  return asked.get(url);
}

function fillIn(form, row, receipt) {
  const voucher = row.querySelector("[data-voucher]");
  const amount = row.querySelector("[data-amount]");
  voucher.value = receipt.number;
  voucher.dataset.counted = receipt.counted_yuan;
  if (!amount.value) amount.value = receipt.amount_yuan;
  row.querySelector("[data-voucher-said]").textContent = receipt.words;
  judge(form);
}

async function lookUpRow(form, row) {
  const voucher = row.querySelector("[data-voucher]");
  const said = row.querySelector("[data-voucher-said]");
  delete voucher.dataset.counted;
  said.textContent = "";
  if (!voucher.value.trim()) return;
  const receipt = await lookUp(form, { number: voucher.value });
  if (receipt.number) fillIn(form, row, receipt);
  else said.textContent = form.dataset.unknown;
}

/* A file called after its receipt fills the first empty line. */
async function lookUpFile(form, file) {
  const receipt = await lookUp(form, { file: file.name });
  if (!receipt.number) return;
  const rows = rowsOf(form);
  if (rows.some((row) => row.querySelector("[data-voucher]").value === receipt.number)) return;
  const empty = rows.find((row) => !row.querySelector("[data-voucher]").value && !row.querySelector("[data-amount]").value);
  if (empty) fillIn(form, empty, receipt);
}

function formOf(event) {
  return event.target.closest("form[data-gate]");
}

["input", "change", "draft:filled"].forEach((name) => document.addEventListener(name, (event) => {
  const form = formOf(event);
  if (!form) return;
  judge(form);
  if (name !== "input" && event.target.matches("[data-voucher]")) lookUpRow(form, event.target.closest("[data-row]"));
  if (name === "change" && event.target.type === "file") [...event.target.files].forEach((file) => lookUpFile(form, file));
}));

document.querySelectorAll("form[data-gate]").forEach(judge);
