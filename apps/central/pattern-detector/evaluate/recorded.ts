import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Case } from './cases';

/**
 * Bedrock's Converse on loopback, which answers in order with what was recorded, and says that it is no model. The SDK is
 * led to it as a deployed function would be: by AWS_ENDPOINT_URL.
 */
export async function startRecorded(cases: readonly Case[]): Promise<{ stop: () => Promise<void> }> {
  const answers = cases.map(({ recorded }) => recorded);
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const text = answers.shift() ?? '';
      response.writeHead(200, { 'content-type': 'application/json' }).end(
        JSON.stringify({
          output: { message: { role: 'assistant', content: [{ text }] } },
          stopReason: 'end_turn',
          usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
          metrics: { latencyMs: 1 },
        }),
      );
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'recorded',
    AWS_SECRET_ACCESS_KEY: 'recorded',
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
