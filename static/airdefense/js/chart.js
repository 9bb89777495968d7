/* Charts: a canvas names the JSON it draws; the table behind is one key away, and on paper beside. */

const INK = "#4d5b6e";
const GRID = "#e6ebf1";
const DAY = 24 * 60 * 60 * 1000;
// Days are counted from the first day of year 1, as the server does; 1970 began on this one.
const EPOCH = 719163;

/* What fills a bar besides its colour: white lines or dots that are there in grey too. */
const STROKES = {
  rising: (pen) => { pen.moveTo(-2, 10); pen.lineTo(10, -2); pen.moveTo(6, 10); pen.lineTo(10, 6); pen.moveTo(-2, 2); pen.lineTo(2, -2); },
  falling: (pen) => { pen.moveTo(-2, -2); pen.lineTo(10, 10); pen.moveTo(6, -2); pen.lineTo(10, 2); pen.moveTo(-2, 6); pen.lineTo(2, 10); },
  level: (pen) => { pen.moveTo(0, 4); pen.lineTo(8, 4); },
  dots: (pen) => { pen.moveTo(5.5, 4); pen.arc(4, 4, 1.5, 0, 7); },
};

function filled(color, fill) {
  const stroke = STROKES[fill];
  if (!stroke) return color;
  const tile = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const pen = tile.getContext("2d");
  pen.fillStyle = color;
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = "rgba(255,255,255,.75)";
  pen.lineWidth = 1.2;
  pen.beginPath();
  stroke(pen);
  pen.stroke();
  return pen.createPattern(tile, "repeat");
}

function points(chart, series) {
  if (!chart.days.length) return series.data;
  return chart.days.map((day, place) => ({ x: day, y: series.data[place] }));
}

function datasets(chart) {
  const fills = (series) => series.colors.map((color, place) => filled(color, series.fills[place]));
  return chart.series.map((series) => ({
    label: series.name,
    data: points(chart, series),
    texts: series.texts,
    urls: series.urls,
    borderColor: chart.kind === "bar" ? series.colors : series.color,
    backgroundColor: chart.kind === "bar" ? fills(series) : series.color,
    borderDash: series.dash,
    borderWidth: chart.kind === "bar" ? 1 : 2,
    pointStyle: series.point,
    pointRadius: chart.labels.length > 40 ? 1.5 : 3,
    tension: 0,
    spanGaps: true,
    maxBarThickness: 34,
  }));
}

/* Amounts beside lying bars: read without the table, and in print. */
const AMOUNTS = {
  id: "amounts",
  afterDatasetsDraw(drawn) {
    if (drawn.options.indexAxis !== "y") return;
    const pen = drawn.ctx;
    drawn.data.datasets.forEach((set, number) => {
      if (!set.texts.length || drawn.options.scales.x.stacked) return;
      drawn.getDatasetMeta(number).data.forEach((bar, place) => {
        if (set.data[place] === null || !set.texts[place]) return;
        const right = Math.max(bar.x, bar.base);
        const width = pen.measureText(set.texts[place]).width;
        const inside = right + width + 6 > drawn.width;
        pen.save();
        pen.textBaseline = "middle";
        pen.textAlign = inside ? "right" : "left";
        pen.fillStyle = inside ? "#fff" : "#1a2534";
        pen.font = "12px " + window.Chart.defaults.font.family;
        pen.fillText(set.texts[place], inside ? right - 4 : right + 4, bar.y);
        pen.restore();
      });
    });
  },
};

const iso = (day) => new Date((Math.round(day) - EPOCH) * DAY).toISOString().slice(0, 10);

/* Long names take two or three lines where there is little room. */
const LINE = 20;
function lines(text) {
  const words = text.split(" ");
  return words.slice(1).reduce((rows, word) => {
    const longer = `${rows.at(-1)} ${word}`;
    return longer.length > LINE ? [...rows, word] : [...rows.slice(0, -1), longer];
  }, [words[0]]);
}

const isWhole = (chart) => chart.series.every((series) => series.data.flat().every((value) => value === null || Number.isInteger(value)));

function scales(chart) {
  const amounts = {
    min: chart.least === null ? undefined : chart.least,
    max: chart.most === null ? undefined : chart.most,
    beginAtZero: chart.least === null,
    stacked: chart.stacked,
    title: { display: true, text: chart.unit },
    grid: { color: GRID },
    border: { display: false },
    ticks: { maxTicksLimit: 6, maxRotation: 0, precision: isWhole(chart) ? 0 : undefined },
  };
  const names = { stacked: chart.stacked, grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 14 } };
  if (chart.days.length) {
    const ticks = { maxRotation: 0, autoSkipPadding: 14, maxTicksLimit: 7, callback: (day) => iso(day).slice(5) };
    return { x: { type: "linear", min: chart.days[0], max: chart.days.at(-1), grid: { display: false }, ticks }, y: amounts };
  }
  if (!chart.horizontal) return { x: names, y: amounts };
  return { x: amounts, y: { ...names, ticks: { autoSkip: false, callback(place) { const name = this.getLabelForValue(place); return this.chart.width < 520 ? lines(name) : name; } } } };
}

function tooltip(chart) {
  const said = (item) => item.dataset.texts[item.dataIndex] || item.formattedValue;
  const label = (item) => (chart.series.length > 1 ? `${item.dataset.label}: ${said(item)}` : said(item));
  return { callbacks: { label, title: (items) => (items.length ? chart.labels[items[0].dataIndex] : "") } };
}

function open(event, elements, drawn) {
  const hit = drawn.getElementsAtEventForMode(event.native, "nearest", { intersect: true }, false)[0];
  const url = hit && drawn.data.datasets[hit.datasetIndex].urls[hit.index];
  if (url) window.location.assign(url);
}

function draw(canvas) {
  const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  return new window.Chart(canvas, {
    type: chart.kind,
    data: { labels: chart.labels, datasets: datasets(chart) },
    plugins: [AMOUNTS],
    options: {
      maintainAspectRatio: false,
      indexAxis: chart.horizontal ? "y" : "x",
      interaction: { mode: "index", intersect: false, axis: chart.horizontal ? "y" : "x" },
      onClick: open,
      // Room for the amounts beside the longest bar.
      layout: { padding: { right: chart.horizontal && !chart.stacked ? 66 : 0 } },
      plugins: {
        legend: { display: chart.series.length > 1 || chart.kind === "line", position: "bottom", labels: { usePointStyle: chart.kind === "line", boxHeight: 7, padding: 14 } },
        tooltip: tooltip(chart),
      },
      scales: scales(chart),
    },
  });
}

/* A pane with a button shows its drawing or its table; one with a fold-out has both. */
function showTable(pane, isTable) {
  const table = pane.querySelector("[data-chart-table]");
  if (table.matches("details")) { table.open = isTable; return; }
  table.hidden = !isTable;
  pane.querySelector("[data-chart-drawn]").hidden = isTable;
  pane.querySelector("[data-chart-toggle]").setAttribute("aria-pressed", String(isTable));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart-toggle]");
  if (button) showTable(button.closest("[data-chart-pane]"), button.getAttribute("aria-pressed") !== "true");
});

/* Paper has no fold-outs: every table is printed below its chart. */
const folded = () => [...document.querySelectorAll("details[data-chart-table]:not([open])")];
let unfolded = [];
window.addEventListener("beforeprint", () => { unfolded = folded(); unfolded.forEach((table) => { table.open = true; }); });
window.addEventListener("afterprint", () => { unfolded.forEach((table) => { table.open = false; }); unfolded = []; });

const canvases = [...document.querySelectorAll("canvas[data-chart]")];
if (window.Chart) {
  Object.assign(window.Chart.defaults, { animation: false, color: INK });
  Object.assign(window.Chart.defaults.font, { family: getComputedStyle(document.body).fontFamily, size: 12 });
  canvases.forEach(draw);
} else {
  canvases.forEach((canvas) => showTable(canvas.closest("[data-chart-pane]"), true));
}
