import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder for one run: function code, runtime client. What runs left behind that did not end in order is removed; a run
 * that is still alive is left alone, so two local clouds can share a data folder.
 *
 * @returns the folder's path
 */
export async function makeRunFolder(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true });
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('run-')) continue;
    const pid = Number(await readFile(join(dataDir, name, 'pid'), 'utf8').catch(() => ''));
    // A folder without its pid may be another run's that is just being made.
    if (pid > 0 && !isAlive(pid)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(dataDir, 'run-'));
  await writeFile(join(folder, 'pid'), String(process.pid));
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
