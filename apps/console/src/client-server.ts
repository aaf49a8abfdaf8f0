import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Before, Crossed } from './client-view';
import { begin, refusesStranger } from './loopback';

/** What a client's own view is served from. */
export interface ClientViewOptions {
  /** Whether the account is a client's: one that is not has no page. */
  readonly isClient: (account: string) => boolean;
  /** Reads the receipts of an account; undefined when it is no client's. */
  readonly crossed: (account: string) => Promise<Crossed | undefined>;
  /** Reads what stands in the account about an outcome, by its key; undefined when nothing does. */
  readonly before: (outcomeKey: string) => Promise<Before | undefined>;
  /** The folder of the built page. */
  readonly pageFolder: string;
}

const ASSETS: Readonly<Record<string, string>> = {
  '/client/client.js': 'text/javascript; charset=utf-8',
  '/client/client.css': 'text/css; charset=utf-8',
};

/** `/client/ACCOUNT`, `/client/ACCOUNT/SPACE/INVESTIGATION/NUMBER`, and the data of each under it. */
const VIEW = /^\/client\/(\d{12})(?:\/([A-Za-z0-9-]{1,64}\/[A-Za-z0-9_.-]{1,128}\/\d{1,7}))?(\/[a-z]+\.json)?\/?$/;

/**
 * Each client's own view, under paths of its own: what stands in its account, beside what left it. It is another page
 * than the console's and shares no data with it, because the console is central's, and this is the client's: here stands
 * what must not leave the account. Serve it only where the clients' accounts are at hand, as in the local cloud.
 *
 * @returns false for a request that is for somebody else
 */
export function clientViewServer({
  isClient,
  crossed,
  before,
  pageFolder,
}: ClientViewOptions): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://console');
    const asset = Object.hasOwn(ASSETS, pathname) ? ASSETS[pathname] : undefined;
    const [, account, outcome, data] = VIEW.exec(pathname) ?? [];
    const known = data === undefined || data === (outcome === undefined ? '/crossed.json' : '/before.json');
    if (request.method !== 'GET' || !(asset || (account !== undefined && known))) return false;
    if (refusesStranger(request, response)) return true;
    if (asset) {
      begin(response, 200, asset).end(await readFile(join(pageFolder, pathname)));
    } else if (data === undefined) {
      // The page itself says that the account is no client's.
      const status = isClient(account ?? '') ? 200 : 404;
      begin(response, status, 'text/html; charset=utf-8').end(await readFile(join(pageFolder, 'client/index.html')));
    } else {
      const answer = await (outcome === undefined ? crossed(account ?? '') : before(`${account}/${outcome}`));
      begin(response, answer ? 200 : 404, 'application/json').end(JSON.stringify(answer ?? null));
    }
    return true;
  };
}
