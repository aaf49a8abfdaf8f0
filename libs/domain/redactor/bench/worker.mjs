// One task for one library, in a process of its own, so that one that hangs can be ended.
import { performance } from 'node:perf_hooks';
import { HOSTILE, hostile, log, summary } from './workload.mjs';
import { PEERS } from './peers.mjs';

const [task, name, argument] = process.argv.slice(2);
const send = (message) => new Promise((resolve) => process.send(message, resolve));
for (const method of ['log', 'info', 'warn', 'error']) console[method] = () => {}; // what prints distorts what is timed
process.on('uncaughtException', () => {}); // a background worker of a library may die; its answer can still be measured

const before = performance.now();
const redact = await PEERS.find((peer) => peer.name === name).load();
const loaded = performance.now() - before;

/** Milliseconds of this process' time, which other work on the machine does not count in. */
async function timed(run) {
  const start = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Best megabytes per second of several rounds, and the median of one call in microseconds of wall time. */
async function speed(texts, roundMs, rounds) {
  const bytes = texts[0].length;
  const calls = [];
  let best = 0;
  for (let round = 0; round <= rounds; round++) {
    let count = 0;
    const until = performance.now() + roundMs;
    const ms = await timed(async () => {
      do {
        const start = performance.now();
        await redact(texts[count++ % texts.length], 'text');
        if (round > 0) calls.push(performance.now() - start);
      } while (performance.now() < until);
    });
    if (round > 0) best = Math.max(best, (bytes * count) / 1000 / ms); // the first round warms up
  }
  calls.sort((a, b) => a - b);
  return { megabytes: best, median: calls[calls.length >> 1] * 1000 };
}

const TASKS = {
  load: () => send({ loaded }),
  async accuracy() {
    const { corpus } = await import('./corpus.mjs');
    const outputs = [];
    for (const { text, profile } of corpus(Number(argument))) {
      try {
        outputs.push(await redact(text, profile));
      } catch {
        outputs.push(undefined);
      }
    }
    await send({ outputs });
  },
  async speed() {
    const texts = Array.from({ length: 32 }, (_, index) => summary(97 + index, 10_240));
    const prose = await speed(texts, 500, 4);
    await send({ prose });
    const big = log(5, 1_048_576);
    const estimate = (await timed(() => redact(big.slice(0, 65_536), 'text'))) * 16;
    if (estimate < 30_000) await send({ log: await speed([big], 1000, 2) });
  },
  async hostile() {
    const best = async (text) => {
      let least = Infinity;
      for (let run = 0; run < 5 && (run === 0 || least < 50); run++)
        least = Math.min(least, await timed(() => (async () => redact(text, 'text'))().catch(() => {})));
      return least;
    };
    for (const [index, unit] of HOSTILE.entries()) {
      if (index < Number(argument)) continue;
      await send({ begins: index });
      await best(hostile(unit, 10_000));
      const once = await best(hostile(unit, 100_000));
      const twice = await best(hostile(unit, 200_000));
      await send({ probe: unit, once, twice });
    }
  },
};
await TASKS[task]();
await send({ done: true });
process.exit(0);
