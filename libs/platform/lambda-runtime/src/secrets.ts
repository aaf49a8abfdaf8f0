import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A rotated secret is used this many milliseconds later at the latest. */
const MAX_AGE_MS = 5 * 60_000;

/** The one call that we make, so that a test needs no AWS. */
export interface SecretSource {
  send(command: GetSecretValueCommand): Promise<{ SecretString?: string | undefined }>;
}

/**
 * Reads secrets by name from Secrets Manager, and keeps each for five minutes at most. Calls that meet share one
 * request; a failure is not kept.
 *
 * @param now milliseconds since 1970, for tests
 * @returns the secret's string; throws when there is none, naming the secret and never its value
 */
export function secretReader(
  source: SecretSource = new SecretsManagerClient({}),
  now: () => number = Date.now,
): (name: string) => Promise<string> {
  const kept = new Map<string, { readonly value: Promise<string>; readonly until: number }>();
  return (name) => {
    const known = kept.get(name);
    if (known && now() < known.until) return known.value;
    const entry = { value: readSecret(source, name), until: now() + MAX_AGE_MS };
    kept.set(name, entry);
    entry.value.catch(() => kept.get(name) === entry && kept.delete(name));
    return entry.value;
  };
}

async function readSecret(source: SecretSource, name: string): Promise<string> {
  let answer: { SecretString?: string | undefined };
  try {
    answer = await source.send(new GetSecretValueCommand({ SecretId: name }));
  } catch (error) {
    const kind = error instanceof Error ? error.name : 'unknown error';
    throw new Error(
      `The secret "${name}" could not be read from Secrets Manager (${kind}). ` +
        'Check that it exists in this account and Region, and that this function may read it.',
      { cause: error },
    );
  }
  if (answer.SecretString) return answer.SecretString;
  throw new Error(`The secret "${name}" holds no text. Store it as a string in Secrets Manager.`);
}
