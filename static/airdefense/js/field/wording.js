/* Standard wordings: their placeholders filled with what the pack knows of the project. */

const BRACES = /\{([a-z_]+)\}/g;

function number(text) {
  const amount = Number(text);
  return text && Number.isFinite(amount) ? amount : null;
}

function shown(amount, digits = 2) {
  return amount.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function inYuan(text) {
  const amount = number(text);
  return amount === null ? "" : shown(amount);
}

/* What has no value stays in sight as a gap 〔…name〕, as the server writes it. */
export function filled(text, values, names) {
  return text.replace(BRACES, (braces, name) => {
    if (!(name in names)) return braces;
    return values[name] || `〔…${names[name]}〕`;
  });
}

/* The words of a pick, ready for the form. */
export function worded(pick, check, pack, entered) {
  const amount = number(entered.amount_yuan) ?? number(pick.amount_yuan);
  const values = { ...check.values, today: entered.found_on };
  if (amount !== null) {
    values.amount = shown(amount);
    values.amount_wan = shown(amount / 10000);
  }
  const words = {};
  ["title", "description", "basis"].forEach((name) => {
    words[name] = filled(pick[name] || "", values, pack.placeholders);
  });
  return words;
}

/* What the project itself suggests first, then the standard wordings. */
export function picksOf(check, pack) {
  const own = check.suggestions.map((pick) => ({ ...pick, isOwn: true }));
  return [...own, ...pack.wordings];
}
