import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

/**
 * JSON lines on standard output, one a decision: a fixed message with named fields. Ids, counts and reasons only; never
 * an event, a payload, or anything upstream of the redactor.
 *
 * @param name becomes the field `service`
 * @param destination for tests; standard output otherwise, written synchronously because Lambda freezes the process
 */
export function createLogger(name: string, destination?: DestinationStream): Logger {
  const options = {
    level: process.env['LOG_LEVEL'] ?? 'info',
    base: { service: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    // Whoever logs `{ error }` logs this much of it.
    serializers: { err: whatAndWhere, error: whatAndWhere },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * What of an error may be logged: its name and message. SDK and HTTP errors carry requests, responses and headers as
 * properties, so an error is never logged, or handed to Lambda's runtime (which prints every property), as it is.
 */
export function whatAndWhere(error: unknown): { name: string; message: string } {
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: 'Error', message: `a ${typeof error} was thrown instead of an error` };
}
