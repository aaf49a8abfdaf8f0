// Learns how telling a word is, from documents that came with the installed packages: the fewer of them use it, the more
// it tells. Prints `WORDS` for src/lexicon.data.ts:   node bench/learn-lexicon.mjs
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { stemOf } from '../dist/lexicon.js';

const modules = new URL('../../../../node_modules', import.meta.url).pathname;
const documents = [...packageDocuments(modules, 3), ...serviceDocuments(join(modules, 'aws-cdk-lib'))];

const uses = new Map();
let count = 0;
for (const text of documents) {
  const stems = new Set(
    Array.from(text.matchAll(/(?<![\w.$-])[A-Za-z][a-z]{2,17}(?![\w$-])/g), ([word]) => stemOf(word.toLowerCase())),
  );
  if (stems.size < 40) continue;
  count++;
  for (const stem of stems) uses.set(stem, (uses.get(stem) ?? 0) + 1);
}

// Words in which incidents are told, and documents are not: never worth more than half.
const TOLD =
  'saw seen led fell rose grew broke brought went gone left kept made took taken gave given held found lost sent met came became begun ran hit cut shut hung stuck rising falling growing steady steadily sharp sharply sudden suddenly slow slowly sluggish busy morning evening night overnight midnight noon weekday weekend today yesterday week month year day hour minute second monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december twice once half tenfold double everybody everyone nobody someone people customer supplier vendor provider evidence cause impact likely confirmed suspected definitive inconclusive hypothesis hypotheses sporadic intermittent intermittently shortly recently lately already again still unreachable unable halted ceased stopped lapsed withdrew flipped tightened depleted piled dominating leap dry worse better badly high higher low lower elevated degraded impaired outage disruption incident problem issue trouble fault failure failing spike surge drop dropped dip delay delayed late early missing absent wrong incorrect broken stale old new'.split(
    ' ',
  );
const tenths = Array.from({ length: 11 }, () => new Set());
const weightOf = (stem) => 1 - Math.log(uses.get(stem)) / Math.log(count);
for (const stem of new Set(TOLD.map(stemOf)))
  tenths[Math.round(10 * Math.min(0.5, uses.has(stem) ? weightOf(stem) : 0.45))].add(stem);
for (const [stem, documentsWithIt] of uses) {
  if (documentsWithIt >= 4 && stem.length >= 3 && !tenths.some((stems) => stems.has(stem)))
    tenths[Math.round(10 * weightOf(stem))].add(stem);
}
console.log(
  JSON.stringify(
    tenths.map((stems) => [...stems].sort().join(' ')),
    null,
    2,
  ),
);

/** READMEs and histories of all packages. */
function* packageDocuments(folder, depth) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'aws-cdk-lib') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory() && depth > 0) yield* packageDocuments(path, depth - 1);
    else if (/^(readme.*|changelog|history)\.md$/i.test(entry.name)) yield readFileSync(path, 'utf8').slice(0, 300_000);
  }
}

/** What the AWS CDK says of each service, one document each. */
function* serviceDocuments(cdk) {
  for (const service of readdirSync(cdk).filter((name) => name.startsWith('aws-'))) {
    const files = readdirSync(join(cdk, service), { recursive: true }).map(String);
    const types = files.filter((name) => /^lib\/[^/]+\.d\.ts$/.test(name));
    const comments = types.flatMap(
      (name) => readFileSync(join(cdk, service, name), 'utf8').match(/\/\*\*[\s\S]*?\*\//g) ?? [],
    );
    const readme = files.includes('README.md') ? readFileSync(join(cdk, service, 'README.md'), 'utf8') : '';
    yield [readme, ...comments].join('\n');
  }
}
