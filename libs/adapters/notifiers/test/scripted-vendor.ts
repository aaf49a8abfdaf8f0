import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** A vendor that answers every request the same way, as a test says, and remembers what it was asked. */
export class ScriptedVendor {
  readonly requests: SeenRequest[] = [];
  answer: (response: ServerResponse) => void = (response) => response.writeHead(500).end();
  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedVendor> {
    const server = createServer();
    const vendor = new ScriptedVendor(server);
    server.on('request', (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (part: string) => (text += part));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        vendor.requests.push({ method, url, headers, body: text === '' ? undefined : JSON.parse(text) });
        vendor.answer(response);
      });
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    return vendor;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}
