import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from './stand-in';

/** Serves a stand-in on a free port of loopback until the test file is done. */
export async function served(
  ...handlers: readonly RequestHandler[]
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    void (async () => {
      for (const handle of handlers) if (await handle(request, response)) return;
      response.writeHead(404, { 'x-nobody': 'yes' }).end();
    })();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
