/**
 * A pattern that EventBridge would refuse. `pointer` (RFC 6901) says where, `reason` what is wrong there, `mend` what
 * to write instead; the message says all three.
 */
export class InvalidPatternError extends Error {
  override readonly name = 'InvalidPatternError';

  constructor(
    readonly pointer: string,
    readonly reason: string,
    readonly mend: string,
  ) {
    super(`Invalid event pattern at ${pointer === '' ? 'its top' : pointer}: ${reason}. ${mend}.`);
  }
}
