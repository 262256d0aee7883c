import { parentOf } from '../../src/observe/telemetry/traceparent';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

test.each([
  ['sampled', `00-${TRACE}-${SPAN}-01`],
  ['not sampled', `00-${TRACE}-${SPAN}-00`],
  ['of a later version, with more', `01-${TRACE}-${SPAN}-01-more`],
])('a traceparent is continued, and its flag is not believed: %s', (_, header) => {
  expect(parentOf(header, false)).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: 0, isRemote: true });
});

test.each([
  ['none', undefined],
  ['empty', ''],
  ['of no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['of no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['of the version that is none', `ff-${TRACE}-${SPAN}-01`],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['too short', `00-${TRACE.slice(1)}-${SPAN}-01`],
  ['with line ends', `00-${TRACE}-${SPAN}-01\r\nx`],
  ['10 kB', '0'.repeat(10_000)],
])('what is no traceparent starts a trace of our own: %s', (_, header) => {
  expect(parentOf(header, false)).toBeNull();
});
