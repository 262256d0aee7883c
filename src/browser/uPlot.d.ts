// The server serves uPlot’s own module beside ours, as uPlot.js.
export { default } from 'uplot';
