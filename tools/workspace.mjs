// What `npm start` and `npm test` share: the machine is checked, what is missing is installed, and Nx is run.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// Progress goes to standard error: standard output belongs to the result, which other programs read.
export const say = (line) => process.stderr.write(`${line}\n`);

/** Nx without daemon, cloud or terminal UI: nothing is left running, and nothing calls out. The SDK's word on Node 20 is in the README. */
const nxEnvironment = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

/** Runs a command to its end. Resolves with its exit code and what it printed; prints it too unless `quiet`. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...nxEnvironment, ...env },
      stdio: ['ignore', quiet ? 'pipe' : process.stderr, quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }));
  });
}

export function nx(args, options) {
  const { bin } = JSON.parse(readFileSync(join(root, 'node_modules/nx/package.json'), 'utf8'));
  return run(process.execPath, [join(root, 'node_modules/nx', bin.nx), ...args], options);
}

/** Installs the packages of the lock file, unless just those are installed already. */
export async function installWhatIsMissing() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(
      `Node ${process.versions.node} is too old. Install Node 20.19 or newer (22 is what functions run on).`,
    );
  }
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules/.installed-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('Installing packages (a minute or so, the first time) …');
  const npm = process.env.npm_execpath ? [process.execPath, [process.env.npm_execpath]] : ['npm', []];
  const { code, output } = await run(npm[0], [...npm[1], 'ci', '--no-fund', '--no-audit'], { quiet: true });
  if (code !== 0) throw new Error(`npm ci failed with exit code ${code}:\n${output}`);
  writeFileSync(mark, wanted);
}
