import type { Vendor } from './notifier';

/** A notification that did not go through, with the choice that its caller must make. Says nothing of payload or secrets. */
export class NotifyError extends Error {
  override readonly name = 'NotifyError';
  readonly vendor: Vendor;
  /** True when the same call may succeed later; false when somebody must mend something first. */
  readonly retryable: boolean;
  /** True when the vendor may have acted all the same: the connection broke, or it answered with a fault of its own. */
  readonly inDoubt: boolean;
  /** The HTTP status, when there was an answer. */
  readonly status?: number;
  /** The least wait that the vendor asked for. */
  readonly retryAfterMs?: number;

  constructor(message: string, details: NotifyErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.vendor = details.vendor;
    this.retryable = details.retryable;
    this.inDoubt = details.inDoubt ?? false;
    if (details.status !== undefined) this.status = details.status;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
  }
}

export interface NotifyErrorDetails {
  readonly vendor: Vendor;
  readonly retryable: boolean;
  readonly inDoubt?: boolean;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}
