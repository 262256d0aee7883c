import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chromium, DESK, type ConfinedPage, type Viewport } from './Chromium';

/** A page, served by itself, and a browser to open it in. */
export class ServedPage {
  private constructor(
    private readonly server: Server,
    private readonly chromium: Chromium,
    private readonly origin: string,
  ) {}

  static async ofFile(file: string): Promise<ServedPage> {
    return ServedPage.of(readFileSync(file, 'utf8'));
  }

  static async of(page: string): Promise<ServedPage> {
    const server = createServer((_request, response) =>
      response.setHeader('content-type', 'text/html; charset=utf-8').end(page),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ServedPage(server, await Chromium.launch(), `http://127.0.0.1:${String(port)}`);
  }

  async open(path = '/', viewport: Viewport = DESK): Promise<ConfinedPage> {
    const confined = await this.chromium.open(this.origin, viewport);
    await confined.page.goto(`${this.origin}${path}`);
    return confined;
  }

  async close(): Promise<void> {
    await this.chromium.close();
    this.server.closeAllConnections();
    this.server.close();
  }
}
