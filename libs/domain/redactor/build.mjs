// Builds the package: for every entry of `exports` an ES module and its CommonJS twin, with what they share in chunks of
// their own, so that it is there once; and the types.
// The bundles come first, so that they are fresh even where the types are in error.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const { exports: faces } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const entries = Object.values(faces).flatMap((face) => face['@org/source'] ?? []);

const dist = join(here, 'dist');
mkdirSync(dist, { recursive: true });
const stale = readdirSync(dist).filter((name) => name.startsWith('chunk-'));

const options = {
  absWorkingDir: here,
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  // The sources travel in the package, and the map leads to them.
  sourcemap: 'linked',
  sourcesContent: false,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};
const { metafile } = await build({
  ...options,
  entryPoints: entries,
  format: 'esm',
  splitting: true,
  conditions: ['@org/source'],
  outExtension: { '.js': '.mjs' },
  metafile: true,
});

// esbuild splits ES modules only: each becomes CommonJS by itself, and names its chunks as they are called there.
const modules = Object.keys(metafile.outputs).filter((name) => name.endsWith('.mjs'));
await build({
  ...options,
  entryPoints: modules,
  format: 'cjs',
  plugins: [
    {
      name: 'chunks',
      setup: ({ onResolve }) =>
        onResolve({ filter: /^\.\/chunk-/ }, ({ path }) => ({ path: path.replace(/\.mjs$/, '.js'), external: true })),
    },
  ],
});
const fresh = modules.map((name) => basename(name, '.mjs'));
for (const name of stale) if (!fresh.includes(name.replace(/\.m?js(?:\.map)?$/, ''))) rmSync(join(dist, name));

// The same declarations for both: TypeScript reads `.d.mts` beside an ES module, and leads on to the `.d.ts`.
for (const entry of entries) {
  const name = basename(entry, '.ts');
  writeFileSync(join(here, 'dist', `${name}.d.mts`), `export * from './${name}.js';\n`);
}

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
try {
  execFileSync(process.execPath, [tsc, '--build', 'tsconfig.lib.json'], { cwd: here, stdio: 'inherit' });
} catch {
  process.exitCode = 1; // tsc has said what is wrong
}
