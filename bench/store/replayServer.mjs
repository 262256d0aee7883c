// A store that answers what the engine once answered: `node replayServer.mjs PORT ENGINE_PORT`.
// On AWS the table scales by itself; here the engine's own CPU would hide the difference between those who ask it.
import { createServer, request as httpRequest, Agent } from 'node:http';

const [port, enginePort] = process.argv.slice(2).map(Number);
const WRITES = /\.(TransactWriteItems|UpdateItem|PutItem|DeleteItem)$/;
const agent = new Agent({ keepAlive: true });
const answers = new Map();
let counts = none();

function none() {
  return { calls: {}, askedEngine: 0, bytesIn: 0, bytesOut: 0 };
}

createServer((request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    const body = parts.length === 1 ? parts[0] : Buffer.concat(parts);
    const target = request.headers['x-amz-target'];
    const key = keyOf(target, body.toString('latin1'));
    const known = answers.get(key);
    count(target, body);
    if (known) return send(response, known);
    counts.askedEngine += 1;
    askEngine(request, body, (answer) => {
      if (answer.status === 200) answers.set(key, answer);
      send(response, answer);
    });
  });
}).listen(port, '127.0.0.1');

/** Writes carry times and tokens that are never the same: they are known by whatever they write to. */
function keyOf(target, body) {
  if (!WRITES.test(target)) return `${target}\n${body}`;
  const keys = JSON.stringify(JSON.parse(body), (name, value) =>
    name === '' || /^(TransactItems|\d+|Update|Put|ConditionCheck|Key|Item|pk|sk|S)$/.test(name) ? value : undefined,
  );
  return `${target}\n${keys}`;
}

function count(target, body) {
  const operation = target.slice(target.indexOf('.') + 1);
  counts.calls[operation] = (counts.calls[operation] ?? 0) + 1;
  counts.bytesIn += body.length;
}

function send(response, { status, body }) {
  counts.bytesOut += body.length;
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amzn-requestid': 'REPLAYED',
  });
  response.end(body);
}

function askEngine({ headers }, body, done) {
  const options = {
    host: '127.0.0.1',
    port: enginePort,
    method: 'POST',
    path: '/',
    headers: { ...headers, connection: 'keep-alive' },
    agent,
  };
  const forwarded = httpRequest(options, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => done({ status: answer.statusCode, body: Buffer.concat(parts) }));
  });
  forwarded.on('error', () => done({ status: 500, body: Buffer.from('{"__type":"InternalServerError"}') }));
  forwarded.end(body);
}

/** Tells what was counted since it was last asked. */
process.on('message', () => {
  process.send(counts);
  counts = none();
});
process.on('disconnect', () => process.exit());
