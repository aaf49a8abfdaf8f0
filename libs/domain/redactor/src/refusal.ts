/**
 * The text could not be redacted safely, so nothing is returned. The message is fixed and the error carries no cause,
 * so that it may be logged: it can never repeat what was refused.
 */
export class RedactionRefused extends Error {
  override readonly name = 'RedactionRefused';

  constructor(readonly reason: RefusalReason) {
    super(MESSAGES[reason]);
  }
}

/** Why redaction was refused. */
export type RefusalReason =
  | 'not_text'
  | 'not_json'
  | 'too_large'
  | 'too_deep'
  | 'cyclic'
  | 'residue'
  | 'failed'
  | 'bad_policy';

const MESSAGES: Record<RefusalReason, string> = {
  not_text: 'Redaction refused: the input is not a string. Pass text to redact, or a JSON value to redactJson.',
  not_json: 'Redaction refused: the value holds something that JSON has no form for. Pass plain objects and arrays.',
  too_large: 'Redaction refused: the input is over the size limit. Redact it in smaller pieces.',
  too_deep: 'Redaction refused: the value is nested too deeply. Flatten it first.',
  cyclic: 'Redaction refused: the value contains itself. Break the cycle first.',
  residue: 'Redaction refused: the second look found a secret in the result. Withhold this text.',
  failed: 'Redaction refused: a rule or a getter failed. Withhold this text.',
  bad_policy: 'Redaction refused: the policy is not one. See RedactionPolicy for its fields.',
};
