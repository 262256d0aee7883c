import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chromium, DESK, type ConfinedPage, type Viewport } from './Chromium';

/** A file beside the page. */
interface ServedFile {
  readonly path: string;
  readonly mediaType: string;
  readonly content: string | Buffer;
}

/** A page, served by itself or with the files that it names, and a browser to open it in. */
export class ServedPage {
  private constructor(
    private readonly server: Server,
    private readonly chromium: Chromium,
    readonly origin: string,
  ) {}

  static async of(page: string, files: readonly ServedFile[] = []): Promise<ServedPage> {
    const html: ServedFile = { path: '/', mediaType: 'text/html; charset=utf-8', content: page };
    const server = createServer(({ url }, response) => {
      const file = [html, ...files].find(({ path }) => path === url);
      if (file) response.setHeader('content-type', file.mediaType).end(file.content);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ServedPage(server, await Chromium.launch(), `http://127.0.0.1:${String(port)}`);
  }

  /** The page may ask its own origin, and `others`. */
  async open(path = '/', viewport: Viewport = DESK, others: readonly string[] = []): Promise<ConfinedPage> {
    const confined = await this.chromium.open(this.origin, viewport, others);
    await confined.page.goto(`${this.origin}${path}`);
    return confined;
  }

  async close(): Promise<void> {
    await this.chromium.close();
    this.server.closeAllConnections();
    this.server.close();
  }
}
