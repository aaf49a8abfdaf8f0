// Run by Stryker in its changed copy of the project: all rules, their proofs, the tests of the second look and a few
// hundred cases of the laws in one file. A change is judged by starting that file, which takes half a second at most; a
// start of Jest takes seconds.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = join(dirname(fileURLToPath(import.meta.url)), '..');
const files = readdirSync(join(project, 'src/rules'), { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.ts') && !/(?:^|\/)index\.ts$|\.test\.ts$/.test(name));

await build({
  absWorkingDir: project,
  stdin: {
    resolveDir: project,
    contents: [
      `import { judgeProofs, verdict } from './mutation/judge.mjs';`,
      `import './src/second-look.test';`,
      `import { redact } from './src';`,
      ...files.map((name, index) => `import { proofs as p${index} } from './src/rules/${name.slice(0, -3)}';`),
      `judgeProofs(redact, [${files.map((_, index) => `p${index}`).join(', ')}]);`,
      `require('./test/laws.test');`,
      `verdict();`,
    ].join('\n'),
  },
  outfile: 'test-output/judge.cjs',
  bundle: true,
  ignoreAnnotations: true, // a test is imported for its side effects
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
});
