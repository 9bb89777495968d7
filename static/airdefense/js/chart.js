/* Charts: a canvas names the JSON it draws; the table behind is one button away. */

const INK = "#4d5b6e";
const GRID = "#e6ebf1";

function datasets(chart) {
  return chart.series.map((series) => ({
    label: series.name,
    data: series.data,
    borderColor: series.color,
    backgroundColor: series.color,
    borderDash: series.dash,
    borderWidth: 2,
    pointStyle: series.point,
    pointRadius: 3,
    tension: 0,
    spanGaps: true,
  }));
}

function draw(canvas) {
  const chart = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
  return new window.Chart(canvas, {
    type: chart.kind,
    data: { labels: chart.labels, datasets: datasets(chart) },
    options: {
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      plugins: { legend: { position: "bottom", labels: { usePointStyle: true, boxHeight: 7, padding: 14 } } },
      scales: {
        x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 14 } },
        y: {
          min: chart.least === null ? undefined : chart.least,
          beginAtZero: chart.least === null,
          title: { display: true, text: chart.unit },
          grid: { color: GRID },
          border: { display: false },
          ticks: { maxTicksLimit: 6 },
        },
      },
    },
  });
}

function showTable(pane, isTable) {
  pane.querySelector("[data-chart-table]").hidden = !isTable;
  pane.querySelector("[data-chart-drawn]").hidden = isTable;
  pane.querySelector("[data-chart-toggle]").setAttribute("aria-pressed", String(isTable));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart-toggle]");
  if (button) showTable(button.closest("[data-chart-pane]"), button.getAttribute("aria-pressed") !== "true");
});

const canvases = [...document.querySelectorAll("canvas[data-chart]")];
if (window.Chart) {
  Object.assign(window.Chart.defaults, { animation: false, color: INK });
  Object.assign(window.Chart.defaults.font, { family: getComputedStyle(document.body).fontFamily, size: 12 });
  canvases.forEach(draw);
} else {
  canvases.forEach((canvas) => showTable(canvas.closest("[data-chart-pane]"), true));
}
