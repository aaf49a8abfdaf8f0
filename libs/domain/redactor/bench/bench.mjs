// Ours beside the npm packages that mask text, in one run: what they find in a corpus made up from a seed, and how fast.
//   nx bench redactor                     all of them
//   nx bench redactor -- redact-pii 7     ours and the named ones, with the corpus of another seed
// Everything runs in processes of its own, one after another, and is timed by their CPU time.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { installPackagesOf } from '../nested-packages.mjs';
import { corpus } from './corpus.mjs';
import { PEERS } from './peers.mjs';
import { score } from './score.mjs';
import { HOSTILE } from './workload.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const seed = Number(wanted.find((argument) => /^\d+$/.test(argument)) ?? 20_261_125);
const names = wanted.filter((argument) => !/^\d+$/.test(argument));
const unknown = names.filter((name) => !PEERS.some((peer) => peer.name === name));
if (unknown.length > 0)
  throw new Error(`No such library: ${unknown.join(', ')}. There are ${PEERS.map(({ name }) => name).join(', ')}.`);
const peers = PEERS.filter(({ name }, index) => index === 0 || names.length === 0 || names.includes(name));

/** Runs one task of the worker. Resolves with its messages, and whether it came to its end within the silence allowed. */
function work(task, name, argument, silenceMs) {
  return new Promise((resolve) => {
    const child = fork(join(here, 'worker.mjs'), [task, name, String(argument)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    });
    const messages = [];
    let timer;
    const listen = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), silenceMs);
    };
    child.on('message', (message) => {
      messages.push(message);
      listen();
    });
    child.on('exit', () => {
      clearTimeout(timer);
      resolve({ messages, ended: messages.at(-1)?.done === true });
    });
    listen();
  });
}

const LONGEST_PROBE_MS = 8000;
const MOST_HANGS = 5;

/** Feeds every hostile text; a library that hangs is started again behind the text that it hangs on. */
async function hostileOf(name) {
  const probes = [];
  const hangs = [];
  let from = 0;
  while (from < HOSTILE.length && hangs.length < MOST_HANGS) {
    const { messages, ended } = await work('hostile', name, from, LONGEST_PROBE_MS);
    probes.push(...messages.filter(({ probe }) => probe !== undefined));
    if (ended) break;
    const at = messages.findLast(({ begins }) => begins !== undefined)?.begins;
    if (at === undefined) return undefined;
    hangs.push(HOSTILE[at]);
    from = at + 1;
  }
  const steeper = probes.filter(({ once, twice }) => twice > 20 && twice / once > 3);
  const worst = probes.reduce((slowest, probe) => (probe.once > slowest.once ? probe : slowest));
  return {
    // After that many the rest is not asked, so there may be more.
    superlinear: `${steeper.length + hangs.length}${hangs.length === MOST_HANGS ? '+' : ''}`,
    worst: hangs.length > 0 ? { unit: hangs[0], once: Infinity } : { unit: worst.probe, once: worst.once },
  };
}

async function kilobytesOf(entry) {
  const options = { stdin: { contents: entry, resolveDir: here }, bundle: true, minify: true, write: false };
  const result = await build({ ...options, platform: 'node', format: 'esm', logLevel: 'silent' }).catch(
    () => undefined,
  );
  return result && result.outputFiles[0].contents.length / 1024;
}

function versionOf(name) {
  const folder = name === '@org/redactor' ? join(here, '..') : join(here, 'node_modules', name);
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

async function measure({ name, entry }, texts) {
  process.stderr.write(`${name} …\n`);
  const loads = [];
  for (let run = 0; run < 5; run++) loads.push((await work('load', name, 0, 60_000)).messages[0]?.loaded ?? Infinity);
  const { messages } = await work('accuracy', name, seed, 120_000);
  const speeds = Object.assign({}, ...(await work('speed', name, 0, 120_000)).messages);
  return {
    name,
    score: messages[0]?.outputs && score(texts, messages[0].outputs),
    prose: speeds.prose,
    log: speeds.log,
    hostile: await hostileOf(name),
    load: Math.min(...loads),
    kilobytes: await kilobytesOf(entry),
  };
}

/** Prints rows under their heads, the first column to the left. */
function table(heads, rows) {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)));
  const line = (cells) =>
    cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  ');
  process.stdout.write(`${[line(heads), ...rows.map(line)].join('\n')}\n`);
}

const share = (part, all) => `${((100 * part) / all).toFixed(1)}`;
const round = (value, digits = 1) =>
  value === undefined ? '-' : value === Infinity ? 'hangs' : value.toFixed(value < 100 ? digits : 0);

installPackagesOf(here);
const texts = corpus(seed);
const results = [];
for (const peer of peers) results.push(await measure(peer, texts));

const groups = [...new Set(texts.map(({ group }) => group))].filter((group) => group !== 'harmless');
const harmless = texts.filter(({ group }) => group === 'harmless').length;
process.stdout.write(
  `\nFound, % of ${texts.length - harmless} made-up texts (seed ${seed}); changed, % of ${harmless} harmless ones\n\n`,
);
table(
  ['', ...groups, 'harmless changed', 'words lost beside'],
  results.map(({ name, score: result }) => {
    if (!result) return [name, ...groups.map(() => '-'), '-', '-'];
    const { groups: by, words } = result;
    const found = groups.map((group) => share(by[group].right, by[group].all));
    return [
      name,
      ...found,
      share(by.harmless.all - by.harmless.right, by.harmless.all),
      share(words.all - words.found, words.all),
    ];
  }),
);
process.stdout.write(
  `\nCPU time, Node ${process.versions.node}; ${HOSTILE.length} hostile texts of 100 and 200 KB\n\n`,
);
table(
  [
    '',
    '10 KB MB/s',
    '10 KB µs',
    '1 MB log MB/s',
    'worst 100 KB ms',
    'of',
    'super-linear',
    'import ms',
    'minified KB',
    'version',
  ],
  results.map(({ name, prose, log, hostile, load, kilobytes }) => [
    name,
    round(prose?.megabytes),
    round(prose?.median, 0),
    round(log?.megabytes),
    round(hostile?.worst.once),
    hostile ? JSON.stringify(hostile.worst.unit.slice(0, 12)) : '-',
    hostile?.superlinear ?? '-',
    round(load),
    round(kilobytes, 0),
    versionOf(name),
  ]),
);
