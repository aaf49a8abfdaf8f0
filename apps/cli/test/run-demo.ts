import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(__dirname, '../../..');
export const ORCHESTRATOR = join(root, 'dist/apps/cli/orchestrator.cjs');

export interface Run {
  readonly process: ChildProcess;
  /** What it printed so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number>;
  /** Resolves with the first match on standard output; rejects when the process ends without one. */
  readonly line: (pattern: RegExp) => Promise<RegExpExecArray>;
}

const started: Run[] = [];

/** Ends every run that a test left behind. */
export async function endAll(): Promise<void> {
  for (const run of started) run.process.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
}

/** Starts the built CLI as a user would. */
export function orchestrator(...args: string[]): Run {
  if (!existsSync(ORCHESTRATOR)) throw new Error(`${ORCHESTRATOR} is not built. Run: npx nx run @org/cli:demo-ready`);
  const child = spawn(process.execPath, [ORCHESTRATOR, ...args], {
    cwd: root,
    env: { ...process.env }, // Jest's own: what a test has set
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<number>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? (signal ? 128 : 1))),
  );
  const line = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(stdout);
        if (found) resolve(found);
      };
      child.stdout.on('data', look);
      look();
      void ended.then((code) => reject(new Error(`ended with ${code} before ${pattern}:\n${stdout}\n${stderr}`)));
    });
  const run = { process: child, stdout: () => stdout, stderr: () => stderr, ended, line };
  started.push(run);
  return run;
}

/** Runs the built CLI to its end, with so much on its standard input. */
export function orchestratorGiven(
  input: string | Uint8Array,
  ...args: string[]
): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ORCHESTRATOR, ...args], {
    cwd: root,
    input,
    maxBuffer: 64e6,
  });
  return { code: status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Processes that were started below a process and still run. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
