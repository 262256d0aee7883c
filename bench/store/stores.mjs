// The two stores of the bench: the real embedded engine, and a replay of its answers.
import { fileURLToPath } from 'node:url';
import { CONTENDER_CORE, OTHER_CORE, freePort, pin, startNode } from '../machine/processes.mjs';
import { fromDist } from './fromDist.mjs';
import { writeWorld } from './world.mjs';

export const TABLE = 'bench';
const REGION = 'eu-central-1';

/** The engine with a table of `items` items or a few more, with the bench's own shop among them. */
export async function startEngine({ items, onProgress }) {
  const { startEngine: start } = await fromDist('src/local/engine.js');
  const engine = await start({ dataFolder: 'memory' });
  // While it is filled, nobody is measured, and whoever fills it runs on the other core.
  pin(engine.pid, CONTENDER_CORE);
  const written = await writeWorld({ endpoint: engine.endpoint, region: REGION, tableName: TABLE, items, onProgress });
  pin(engine.pid, OTHER_CORE);
  return { endpoint: engine.endpoint, pid: engine.pid, items: written, stop: () => engine.stop() };
}

/** Answers as this engine does, from memory; counts calls and bytes. */
export async function startReplay(engine) {
  const port = await freePort();
  const server = await startNode({
    args: [fileURLToPath(new URL('replayServer.mjs', import.meta.url)), String(port), new URL(engine.endpoint).port],
    env: {},
    core: OTHER_CORE,
    port,
    ipc: true,
  });
  return {
    endpoint: server.origin,
    pid: server.pid,
    cpuMs: () => server.cpuMs(),
    /** What was asked since the last time: calls by operation, bytes, and how many of them the engine had to answer. */
    takeCounts: () => new Promise((resolve) => (server.child.once('message', resolve), server.child.send('counts'))),
    stop: () => server.stop(),
  };
}
