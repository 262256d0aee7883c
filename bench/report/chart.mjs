// Two small charts, as SVG that reads well on light and dark pages.
const FONT = 'font-family="system-ui, sans-serif" font-size="13"';
const INK = '#6b7280';
const COLOURS = ['#0f766e', '#b45309', '#4f46e5', '#be123c'];
const WIDTH = 760;

/** `bars`: `{ label, value, isOwn }`. Longer is more; the figure stands behind each. */
export function barChart({ title, bars, unit }) {
  const [left, row] = [330, 26];
  const largest = Math.max(...bars.map(({ value }) => value));
  const drawn = bars.map(({ label, value, isOwn }, index) => {
    const y = 40 + index * row;
    const width = Math.max(1, ((WIDTH - left - 90) * value) / largest);
    return [
      text(left - 8, y + 14, label, 'end'),
      `<rect x="${left}" y="${y}" width="${width.toFixed(1)}" height="18" rx="2" fill="${COLOURS[isOwn ? 0 : 1]}"/>`,
      text(left + width + 6, y + 14, `${figure(value)} ${unit}`),
    ].join('\n');
  });
  return svg(50 + bars.length * row, [text(8, 22, title), ...drawn]);
}

/** `series`: `{ name, points: [[x, y]] }`. Both axes are logarithmic: what grows in proportion is a straight line. */
export function lineChart({ title, xLabel, yLabel, series }) {
  const box = { left: 70, right: WIDTH - 190, top: 50, bottom: 300 };
  const all = series.flatMap(({ points }) => points);
  const x = scale(
    all.map(([each]) => each),
    box.left,
    box.right,
  );
  const y = scale(
    all.map(([, each]) => each),
    box.bottom,
    box.top,
  );
  const lines = series.map(({ name, points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    const path = points.map(([px, py]) => `${x.at(px).toFixed(1)},${y.at(py).toFixed(1)}`).join(' ');
    // The figures of the first line stand above it, those of the next below.
    const aside = index % 2 === 0 ? -8 : 18;
    const marks = points.map(([px, py]) => mark(x.at(px), y.at(py), figure(py), colour, aside)).join('\n');
    const [lastX, lastY] = points[points.length - 1];
    const label = `<text ${FONT} x="${x.at(lastX) + 34}" y="${y.at(lastY) + 5}" fill="${colour}">${escape(name)}</text>`;
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${path}"/>\n${marks}\n${label}`;
  });
  const xs = [...new Set(all.map(([each]) => each))].map((each) =>
    text(x.at(each), box.bottom + 20, each.toLocaleString('en'), 'middle'),
  );
  const axes = `<path d="M${box.left - 12} ${box.top - 8} V${box.bottom + 4} H${box.right + 8}" fill="none" stroke="${INK}"/>`;
  const labels = [text(8, 22, title), text(8, 40, yLabel), text(box.right, box.bottom + 40, xLabel, 'end')];
  return svg(350, [...labels, axes, ...xs, ...lines]);
}

function scale(values, from, to) {
  const [low, high] = [Math.log(Math.min(...values)), Math.log(Math.max(...values))];
  // A flat line is drawn flat, and differences of a few percent do not look like cliffs.
  const span = Math.max(high - low, Math.log(10));
  const start = (low + high - span) / 2;
  return { at: (value) => from + ((Math.log(value) - start) / span) * (to - from) };
}

function mark(x, y, label, colour, aside) {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${colour}"/>\n${text(x, y + aside, label, 'middle')}`;
}

function figure(value) {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function text(x, y, content, anchor = 'start') {
  return `<text ${FONT} x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="${INK}" text-anchor="${anchor}">${escape(content)}</text>`;
}

function escape(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function svg(height, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}">\n${parts.join('\n')}\n</svg>\n`;
}
