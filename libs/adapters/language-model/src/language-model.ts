/** A model behind the smallest face that we need. */
export interface LanguageModel {
  /**
   * Asks once. Nothing is kept between calls, and the model has no tools.
   *
   * @throws LanguageModelError
   */
  complete(prompt: Prompt): Promise<Completion>;
}

export interface Prompt {
  /** Ours, trusted: what to do and in which form to answer. */
  readonly instructions: string;
  /** From events, not trusted: what to do it with. It is delimited and never becomes an instruction. */
  readonly data: string;
}

export interface Completion {
  /** Not trusted either: the data may have talked the model into anything. Show it as text, decide nothing by it. */
  readonly text: string;
  /** Tokens, when the service tells. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
}

/** The model gave no text. */
export class LanguageModelError extends Error {
  override readonly name = 'LanguageModelError';
  /** True when the same call may succeed later; false when somebody must mend something first. */
  readonly retryable: boolean;

  constructor(message: string, details: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.retryable = details.retryable;
  }
}
