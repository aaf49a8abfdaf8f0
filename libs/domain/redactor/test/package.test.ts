import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The package as it would be published, unpacked into the `node_modules` of an empty folder. */
const project = join(__dirname, '..');
const user = mkdtempSync(join(tmpdir(), 'redactor-user-'));
const home = join(user, 'node_modules/@org/redactor');

const run = (command: string, ...args: string[]) => execFileSync(command, args, { cwd: user, encoding: 'utf8' });

beforeAll(() => {
  // `prepack` builds it; our own `.npmrc` switches scripts off.
  execFileSync('npm', ['pack', '--ignore-scripts=false', '--pack-destination', user], { cwd: project, stdio: 'pipe' });
  const tarball = readdirSync(user).find((name) => name.endsWith('.tgz'));
  mkdirSync(home, { recursive: true });
  run('tar', '-xzf', tarball ?? '', '-C', home, '--strip-components=1');
}, 120_000);

afterAll(() => rmSync(user, { recursive: true }));

const files = () => readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));

describe('the packed package', () => {
  it('holds every file that its manifest names', () => {
    const named = readFileSync(join(home, 'package.json'), 'utf8').match(/(?<="\.\/)(?:dist|src)\/[\w./-]+(?=")/g);
    expect(named?.length).toBeGreaterThan(4);
    expect(files()).toEqual(expect.arrayContaining([...new Set(named)]));
  });

  it('holds its sources and documents, and neither tests, tools nor traces of a build', () => {
    expect(files()).toEqual(expect.arrayContaining(['README.md', 'src/redact.ts', 'src/rules/index.ts']));
    expect(
      files().filter((name) => /\.test\.|tsbuildinfo|node_modules|^(?:test|bench|mutation|package-check)\b/.test(name)),
    ).toEqual([]);
  });

  it('carries no proofs in what is loaded, and depends on nothing', () => {
    for (const name of files().filter((file) => /^dist\/[\w-]+\.m?js$/.test(file))) {
      expect(readFileSync(join(home, name), 'utf8')).not.toMatch(/«[\w-]|\bfinds:\[/);
    }
    expect(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
  });

  const call = `redact('peer 10.1.2.3').text, Object.keys(redactJson({ password: 'sunshine' }).counts)[0]`;
  it.each([
    ['require', 'cjs', `const { redact, redactJson } = require('@org/redactor');\nconsole.log(${call});`],
    ['import', 'mjs', `import { redact, redactJson } from '@org/redactor';\nconsole.log(${call});`],
  ])('loads by %s', (name, extension, code) => {
    writeFileSync(join(user, `${name}.${extension}`), code);
    expect(run(process.execPath, `${name}.${extension}`)).toBe('peer [ipv4] generic_password\n');
  });

  it('loads the pseudonyms, which a policy takes, by require and import', () => {
    const use = `redact('from 10.1.2.3', { pseudonyms }).text;\nconsole.log(pseudonyms.reveal(text));`;
    const make = `const pseudonyms = keyedPseudonyms(new Uint8Array(32));\nconst text = ${use}`;
    const required = `const { redact } = require('@org/redactor');\nconst { keyedPseudonyms } = require('@org/redactor/pseudonyms');\n`;
    const imported = `import { redact } from '@org/redactor';\nimport { keyedPseudonyms } from '@org/redactor/pseudonyms';\n`;
    writeFileSync(join(user, 'pseudonyms.cjs'), required + make);
    writeFileSync(join(user, 'pseudonyms.mjs'), imported + make);
    expect(run(process.execPath, 'pseudonyms.cjs') + run(process.execPath, 'pseudonyms.mjs')).toBe(
      'from 10.1.2.3\nfrom 10.1.2.3\n',
    );
  });

  it('loads the stream and the rules, which share the engine with the main entry', () => {
    const use = `
      const document = { rules: [{ id: 'a-b', category: 'c_d', shape: 'KD-####', finds: ['«KD-1234»'], leaves: ['KD-1'] }] };
      const { rules } = compileRules(document);
      console.log(redact('KD-9999', { rules }).text);
      (async () => {
        for await (const piece of redactStream({ rules })(['KD-', '8888 ', '10.1.2.3'])) console.log(piece);
      })();`;
    const required = ['', '/rules', '/stream'].map((path) => `...require('@org/redactor${path}')`).join(', ');
    writeFileSync(join(user, 'more.cjs'), `const { redact, compileRules, redactStream } = { ${required} };${use}`);
    const imported = [
      ['redact', ''],
      ['compileRules', '/rules'],
      ['redactStream', '/stream'],
    ]
      .map(([name, path]) => `import { ${name} } from '@org/redactor${path}';`)
      .join('');
    writeFileSync(join(user, 'more.mjs'), imported + use);
    for (const file of ['more.cjs', 'more.mjs']) expect(run(process.execPath, file)).toBe('[c_d]\n[c_d] [ipv4]\n');
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'has types for TypeScript with module %s and moduleResolution %s',
    (module, moduleResolution) => {
      const code = `import { redact, RedactionRefused, type Finding, type RedactionPolicy } from '@org/redactor';
      import { compileRules, type RuleProblem } from '@org/redactor/rules';
      import { redactStream, type StreamFinding } from '@org/redactor/stream';
      export const stream = redactStream({}, (finding: StreamFinding) => finding.line);
      export const problems = (document: unknown): readonly RuleProblem[] | boolean => {
        const compiled = compileRules(document);
        return compiled.ok ? redact('x', { rules: compiled.rules }).findings.length > 0 : compiled.problems;
      };
      const policy: RedactionPolicy = { profile: 'summary', keep: ['ipv4'] };
      export const findings: readonly Finding[] = redact('x', policy).findings;
      export const reason = (error: unknown) => (error instanceof RedactionRefused ? error.reason satisfies string : 0);
      // @ts-expect-error: the types are there, so a slip is found
      redact('x', { profile: 'sumary' });\n`;
      for (const extension of ['cts', 'mts']) writeFileSync(join(user, `types.${extension}`), code);
      const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', module];
      const tsc = require.resolve('typescript/bin/tsc');
      const args = [tsc, ...options, '--moduleResolution', moduleResolution, 'types.cts', 'types.mts'];
      expect(spawnSync(process.execPath, args, { cwd: user, encoding: 'utf8' }).stdout).toBe('');
    },
    60_000,
  );
});
