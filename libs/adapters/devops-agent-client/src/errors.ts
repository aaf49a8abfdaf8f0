/** What the service refused, or could not do, and whether trying again can help. */
export class DevOpsAgentError extends Error {
  override readonly name = 'DevOpsAgentError';
  readonly operation: string;
  /** True for throttles, faults of the service and of the network; it was already tried again within the call's bound. */
  readonly retryable: boolean;
  /** The HTTP status; absent when no answer came. */
  readonly status?: number;
  /** The service's own name for it, such as `AccessDeniedException`, or one of ours: NetworkError, MalformedResponse, NoCredentials. */
  readonly code: string;
  readonly requestId?: string;
  /** How long the service asked us to wait. */
  readonly retryAfterMs?: number;

  constructor(about: {
    operation: string;
    code: string;
    retryable: boolean;
    status?: number | undefined;
    requestId?: string | undefined;
    retryAfterMs?: number | undefined;
    cause?: unknown;
  }) {
    // The service's own message is left out: it may quote what was sent.
    const status = about.status === undefined ? '' : `HTTP ${about.status}: `;
    super(`AWS DevOps Agent did not answer ${about.operation} (${status}${about.code}). ${mend(about)}`, {
      cause: about.cause,
    });
    this.operation = about.operation;
    this.code = about.code;
    this.retryable = about.retryable;
    if (about.status !== undefined) this.status = about.status;
    if (about.requestId !== undefined) this.requestId = about.requestId;
    if (about.retryAfterMs !== undefined) this.retryAfterMs = about.retryAfterMs;
  }
}

function mend({ code, operation, retryable }: { code: string; operation: string; retryable: boolean }): string {
  if (code === 'AccessDeniedException') {
    return `Check that the function's role allows aidevops:${operation}, and that the agent space id has no blank in it.`;
  }
  if (code === 'ResourceNotFoundException')
    return 'Check the agent space id in the client configuration, and the Region.';
  if (code === 'NoCredentials') return 'Check the credentials of this process.';
  if (code === 'MalformedResponse') return 'The service answered in an unknown form; compare it with the API model.';
  return retryable ? 'It may work later.' : 'It will not work by trying again.';
}
