import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A compact token of these parts, signed by `sign` or not at all. */
export function compact(header: unknown, payload: unknown, sign: (input: string) => string = () => ''): string {
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${sign(input)}`;
}

/** HS256 with any text or bytes as the secret, of any length: no library would agree to do that. */
export function hs256(secret: string | Uint8Array): (input: string) => string {
  return (input) => createHmac('sha256', secret).update(input).digest('base64url');
}

/** The token with another header or payload under its old signature. */
export function edited(token: string, part: 0 | 1, change: (content: Record<string, unknown>) => object): string {
  const parts = token.split('.');
  const content = JSON.parse(Buffer.from(parts[part] ?? '', 'base64url').toString()) as Record<string, unknown>;
  parts[part] = encoded(change(content));
  return parts.join('.');
}

/** The token with one character exchanged. */
export function flipped(token: string, index: number): string {
  return token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
}

function encoded(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** A server that answers everything with `answer()`, or never, and counts. Nobody should ever come to it where it is a trap. */
export async function httpTrap(
  answer: () => { status: number; body: unknown } | 'hang' = () => ({ status: 200, body: {} }),
) {
  const trap = { url: '', visits: 0, close: async () => Promise.resolve() };
  const server = createServer((_request, response) => {
    trap.visits += 1;
    const answered = answer();
    if (answered === 'hang') return;
    const { status, body } = answered;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  trap.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  trap.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return trap;
}
