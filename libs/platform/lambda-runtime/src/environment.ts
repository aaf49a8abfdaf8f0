import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Reads the named variables, or throws one error that lists every missing one with what it is for.
 *
 * @param names variable → what it is for, in words that somebody who has to set it understands
 */
export function readEnvironment<Name extends string>(
  env: NodeJS.ProcessEnv,
  names: Readonly<Record<Name, string>>,
): Record<Name, string> {
  const entries = Object.entries<string>(names);
  const missing = entries.filter(([name]) => !env[name]);
  if (missing.length > 0) {
    throw new Error(
      `These environment variables are not set: ${missing.map(([name, use]) => `${name} (${use})`).join(', ')}. ` +
        'The stack that deploys this function sets them; deploy it again.',
    );
  }
  return Object.fromEntries(entries.map(([name]) => [name, env[name]])) as Record<Name, string>;
}

/** The text of a file that was deployed beside the function's bundle, such as `configuration.json`. */
export function readDocument(fileName: string, env: NodeJS.ProcessEnv = process.env): string {
  const { LAMBDA_TASK_ROOT } = readEnvironment(env, {
    LAMBDA_TASK_ROOT: 'the folder of the deployed bundle, set by Lambda',
  });
  const path = join(LAMBDA_TASK_ROOT, fileName);
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`${path} cannot be read. The stack puts ${fileName} beside the bundle; deploy it again.`, {
      cause,
    });
  }
}
