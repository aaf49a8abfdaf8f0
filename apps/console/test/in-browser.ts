import { buildSync } from 'esbuild';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { consoleServer, type ConsoleOptions } from '../src/server';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/** `describe`, where a browser is installed; elsewhere it says so, and fails in CI. */
export function describeInBrowser(what: string, tests: () => void): void {
  if (!CHROMIUM) {
    const line = `not run: ${what} in a real browser, because no Chromium is installed (Debian: apt-get install chromium)`;
    if (process.env['CI']) throw new Error(line);
    process.stdout.write(`${line}\n`);
  }
  (CHROMIUM ? describe : describe.skip)(`${what}, in a real browser`, tests);
}

export interface InBrowser {
  /** Serves the pages and opens one of them. */
  open(path: string, options: Omit<ConsoleOptions, 'pageFolder'>): Promise<{ page: Page; trouble: string[] }>;
  /** Closes the page, and what served it. */
  close(): Promise<void>;
  end(): Promise<void>;
}

/** A browser, and the pages as they are built for people. */
export async function inBrowser(): Promise<InBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  const source = join(__dirname, '../src/page');
  buildSync({
    entryPoints: ['main.tsx', 'index.html', 'wall/wall.tsx', 'wall/index.html'].map((file) => join(source, file)),
    outbase: source,
    outdir: folder,
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.html': 'copy' },
  });
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  let closeAll: () => Promise<void> = () => Promise.resolve();
  return {
    open: async (path, options) => {
      const pages = consoleServer({ pageFolder: folder, pollMs: 20, ...options });
      const server = createServer((incoming, response) => {
        pages.handle(incoming, response).then(
          (answered) => answered || response.writeHead(404).end(),
          () => response.destroy(),
        );
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
      closeAll = async () => {
        await page.close();
        pages.close();
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      };
      const trouble: string[] = [];
      page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()));
      page.on('pageerror', (error) => trouble.push(String(error)));
      page.on('request', (request) => {
        if (new URL(request.url()).hostname !== 'localhost' && !request.url().startsWith('data:'))
          trouble.push(request.url());
      });
      await page.goto(`http://localhost:${(server.address() as AddressInfo).port}${path}`);
      return { page, trouble };
    },
    close: () => closeAll(),
    end: async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Writes what the page looks like into the folder that `PICTURES` names, for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Texts whose contrast with what is behind them is under WCAG's 4.5, or under 3 where they are large. */
export function hardToRead(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) throw new Error('no canvas');
    canvas.canvas.width = canvas.canvas.height = 1;
    /** The colours one upon the other, as the screen shows them. */
    const shown = (colours: readonly string[]) => {
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3).map((part) => part / 255);
    };
    const light = (colour: readonly number[]) => {
      const [red = 0, green = 0, blue = 0] = colour.map((part) =>
        part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const hard: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>('body, body *:not(svg, svg *)')) {
      const text = [...one.childNodes]
        .map((node) => (node instanceof Text ? node.data : ''))
        .join('')
        .trim();
      if (text === '' || one.getClientRects().length === 0) continue;
      const around: HTMLElement[] = [];
      for (let at: HTMLElement | null = one; at; at = at.parentElement) around.unshift(at);
      const behind = around.map((each) => getComputedStyle(each).backgroundColor);
      const style = getComputedStyle(one);
      const opacity = around.reduce((all, each) => all * Number(getComputedStyle(each).opacity), 1);
      const ground = shown(['#fff', ...behind]);
      const ink = shown(['#fff', ...behind, style.color]).map(
        (part, index) => part * opacity + (ground[index] ?? 0) * (1 - opacity),
      );
      const [dark = 0, bright = 0] = [light(ground), light(ink)].sort((a, b) => a - b);
      const ratio = (bright + 0.05) / (dark + 0.05);
      const large = parseFloat(style.fontSize) >= (Number(style.fontWeight) >= 700 ? 18.66 : 24);
      if (ratio < (large ? 3 : 4.5))
        hard.push(`${ratio.toFixed(2)} ${one.tagName} ${one.className}: ${text.slice(0, 40)}`);
    }
    return hard;
  });
}
