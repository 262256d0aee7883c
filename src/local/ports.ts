import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** A port of 127.0.0.1 on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  return (await listenBriefly(0, '127.0.0.1')) ?? Promise.reject(new Error('the system gave no free port'));
}

/** `preferred` if nothing listens there, another port otherwise. */
export async function portNear(preferred: number): Promise<number> {
  return (await listenBriefly(preferred, '127.0.0.1')) ?? freePort();
}

export async function isPortFree(port: number, host: string): Promise<boolean> {
  return port === 0 || (await listenBriefly(port, host)) !== null;
}

/** The port that could be listened on, or `null` if another program has it. */
async function listenBriefly(port: number, host: string): Promise<number | null> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
  const taken = (server.address() as AddressInfo).port;
  server.close();
  await once(server, 'close');
  return taken;
}
