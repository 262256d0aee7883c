import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer, { type Browser, type HTTPRequest, type Page } from 'puppeteer-core';

const SCREENSHOTS = join('coverage', 'screenshots');

/** A page is given a machine's worst day to do its part: what is slow here fails nothing. Less than a test is given, so that it says where it waited. */
const PATIENCE_MS = 100_000;

export interface Viewport {
  readonly width: number;
  readonly height: number;
  readonly isMobile?: boolean;
}

/** Tall, since editors hold no more lines than they show. */
export const DESK: Viewport = { width: 1400, height: 1800 };
export const PHONE: Viewport = { width: 390, height: 844, isMobile: true };

/** A page that reaches one origin and nothing else, and what it tried. */
export interface ConfinedPage {
  readonly page: Page;
  /** Requests that would have left the origin. */
  readonly outside: string[];
  /** What the console called an error, and what was thrown. */
  readonly errors: string[];
  /** For people to look at. */
  screenshot(name: string): Promise<void>;
}

/** Debian's Chromium, or the one that CHROMIUM_PATH names, without a window. */
export class Chromium {
  private constructor(private readonly browser: Browser) {}

  static async launch(): Promise<Chromium> {
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    // Where tests run as root, in a container, Chromium cannot make a sandbox of its own.
    return new Chromium(await puppeteer.launch({ executablePath, args: ['--no-sandbox'], headless: true }));
  }

  /** A page without a past: no cookies, no storage. It may reach `others`, too, where it is about several origins. */
  async open(origin: string, viewport: Viewport = DESK, others: readonly string[] = []): Promise<ConfinedPage> {
    const context = await this.browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    await page.setViewport(viewport);
    const outside: string[] = [];
    const errors: string[] = [];
    await page.setRequestInterception(true);
    page.on('request', (request) => void confine(request, [origin, ...others], outside));
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    return { page, outside, errors, screenshot: async (name) => screenshot(page, name) };
  }

  /** Pages that nobody looks at any more still work, and take that from those that come after. */
  async closePages(): Promise<void> {
    const opened = this.browser.browserContexts().filter((it) => it !== this.browser.defaultBrowserContext());
    await Promise.all(opened.map(async (context) => context.close()));
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function confine(request: HTTPRequest, origins: readonly string[], outside: string[]): Promise<void> {
  const { origin, protocol } = new URL(request.url());
  if (origins.includes(origin) || protocol === 'data:' || protocol === 'blob:') return request.continue();
  outside.push(request.url());
  return request.abort();
}

async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
}
