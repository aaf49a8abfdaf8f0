/** A model behind the smallest face that we need. */
export interface LanguageModel {
  /** The agent with its alias, or the model's id: for records of what was asked and what it cost. */
  readonly name: string;
  /** No answer is longer; an agent also thinks, in tokens that nobody limits. */
  readonly maxOutputTokens: number;
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
  /**
   * The form of the answer. A model that can be held to it is; others only hear of it in the instructions. So the answer is
   * to be checked in either case.
   */
  readonly answer?: AnswerForm;
}

export interface AnswerForm {
  readonly name: string;
  /** A JSON Schema. Only its structure is passed on: Bedrock takes no lengths and ranges. The same for every call, because each new one is compiled first. */
  readonly schema: object;
}

export interface Completion {
  /** Not trusted either: the data may have talked the model into anything. Show it as text, decide nothing by it. */
  readonly text: string;
  /** Tokens, when the service tells; an agent's thoughts are among them. */
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
}

/** How many tokens so many characters come to, rather too many: English has about four characters to a token. */
export function estimatedTokens(characters: number): number {
  return Math.ceil(characters / 3);
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
