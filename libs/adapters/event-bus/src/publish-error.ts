/** One entry that the bus did not take: its place among the entries given, never its content. */
export interface Refusal {
  readonly index: number;
  /** EventBridge's own code, such as `NotAuthorizedForSourceException`, or `EntryTooLarge`. */
  readonly code: string;
  readonly retryable: boolean;
}

/** Some entries did not reach the bus. Those that are not listed did. */
export class PublishError extends Error {
  override readonly name = 'PublishError';
  readonly refused: readonly Refusal[];
  /** True when trying all the refused again can help. */
  readonly retryable: boolean;

  constructor(busArn: string, refused: readonly Refusal[], cause?: unknown) {
    const codes = [...new Set(refused.map(({ code }) => code))].join(', ');
    const retryable = refused.every((refusal) => refusal.retryable);
    super(
      `${refused.length} event(s) did not reach ${busArn} (${codes}). ` +
        (retryable
          ? 'They may be published by a later try.'
          : 'Check the policy of the bus for this account and source, and the role’s events:PutEvents.'),
      { cause },
    );
    this.refused = refused;
    this.retryable = retryable;
  }
}
