const { readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { tmpdir } = require('node:os');

const ledger = join(tmpdir(), `fieldgate-traffic-${process.pid}.jsonl`);
// Workers inherit it; each API under test adds a line when it is closed, after its traffic passed the audit.
process.env.FIELDGATE_TRAFFIC_LEDGER = ledger;

/** Says, before jest's own summary, how much DynamoDB traffic of the run was audited. */
module.exports = class TrafficReporter {
  onRunComplete() {
    const lines = entries();
    if (lines.length === 0) return;
    const sum = (name) => lines.reduce((total, line) => total + line[name], 0).toLocaleString('en');
    process.stderr.write(
      `\nDynamoDB traffic audited: ${sum('calls')} calls, ${sum('reads')} of them reads; ` +
        `${sum('violations')} read without a projection, scanned, or named or received a hidden attribute.\n`,
    );
    process.stderr.write(
      `Log audited: ${sum('logLines')} lines; ${sum('logViolations')} with a token, cookie, e-mail, phone, value or canary.\n`,
    );
    rmSync(ledger, { force: true });
  }
};

function entries() {
  try {
    return readFileSync(ledger, 'utf8').trim().split('\n').map(JSON.parse);
  } catch {
    return [];
  }
}
