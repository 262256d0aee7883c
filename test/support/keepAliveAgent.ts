import { Agent } from 'node:http';

/** Keeps connections, but never longer than the other side says: that, Node's agent looks at only where it has a time of its own. */
export const keepAliveAgent = () => new Agent({ keepAlive: true, timeout: 20_000 });
