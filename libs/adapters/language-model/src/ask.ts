import { LanguageModelError } from './language-model';

// A model answers within seconds; a function of ours lives for minutes at most.
const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Runs one call of the AWS SDK within its time, and turns whatever it throws into a LanguageModelError.
 *
 * @param mend what to check when the service refused the call
 */
export async function ask<T>(
  who: string,
  mend: string,
  timeoutMs: number | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(timeoutMs ?? DEFAULT_TIMEOUT_MS);
  try {
    return await run(signal);
  } catch (cause) {
    if (cause instanceof LanguageModelError) throw cause;
    if (signal.aborted) throw new LanguageModelError(`${who} did not answer in time.`, { retryable: true, cause });
    const { name = 'unknown' } = cause as { name?: string };
    if (name === 'CredentialsProviderError')
      throw new LanguageModelError(
        `${who} was not asked: there are no AWS credentials. Give them in the environment.`,
        {
          retryable: false,
          cause,
        },
      );
    const retryable = isPassing(cause);
    // The service's own words are left to the cause: a validation message can quote the prompt.
    throw new LanguageModelError(`${who} gave no answer (${name}). ${retryable ? 'It may succeed later.' : mend}`, {
      retryable,
      cause,
    });
  }
}

// Names come from the service models of bedrock-runtime and bedrock-agent-runtime. In an event stream there is no status.
const PASSING = new Set([
  'ThrottlingException',
  'ServiceUnavailableException',
  'InternalServerException',
  'BadGatewayException',
  'DependencyFailedException',
  'ModelNotReadyException',
  'ModelTimeoutException',
  'ModelStreamErrorException',
  'TimeoutError',
]);

function isPassing(error: unknown): boolean {
  const { name, code, $metadata } = error as { name?: string; code?: unknown; $metadata?: { httpStatusCode?: number } };
  if (name !== undefined && PASSING.has(name)) return true;
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return status === 429 || status >= 500;
  return typeof code === 'string' && /^(ECONN|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|EHOST|ENET)/.test(code);
}
