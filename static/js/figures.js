// Draws each figure's table as a chart above it and folds the table; without this file the table stands there.

const HEIGHT = 176; // pixels, as figures.css says

// What the style sheet says, worked out to a colour that a canvas understands.
function colorOf(element, property = "color") {
  return getComputedStyle(element)[property];
}

function draw(place) {
  const rows = [...document.getElementById(place.dataset.chart).tBodies[0].rows];
  const labels = rows.map((row) => row.cells[0].textContent);
  const values = rows.map((row) => (row.dataset.value === "" ? null : Number(row.dataset.value)));
  const isShare = place.dataset.unit === "share";
  const written = new Intl.NumberFormat(document.documentElement.lang, isShare ? { style: "percent" } : { maximumFractionDigits: 1 });
  const words = place.parentElement.querySelector(".figure-how");
  const axis = { stroke: () => colorOf(words), grid: { stroke: () => colorOf(place, "borderTopColor") }, ticks: { show: false }, font: "12px system-ui" };
  place.hidden = false;
  const chart = new uPlot({
    width: place.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.6, rows.length - 0.4] }, y: { range: (_plot, _least, most) => [0, isShare ? 1 : Math.max(1, most * 1.1)] } },
    axes: [
      { ...axis, values: (_plot, places) => places.map((at) => labels[at] ?? ""), space: 60, incrs: [1, 2, 4, 7, 14] },
      { ...axis, values: (_plot, marks) => marks.map((mark) => written.format(mark)), size: 56 },
    ],
    series: [{}, {
      stroke: () => colorOf(place),
      fill: () => (isShare ? undefined : colorOf(place)),
      width: isShare ? 2 : 0,
      spanGaps: false,
      points: { show: isShare, size: 5 },
      ...(isShare ? {} : { paths: uPlot.paths.bars({ size: [0.6, 40] }) }),
    }],
  }, [rows.map((_row, at) => at), values], place);
  place.parentElement.querySelector("[data-numbers]").open = false;
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: HEIGHT })).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => chart.redraw());
}

if (window.uPlot) document.querySelectorAll("[data-chart]").forEach(draw);
