import { redact, redactJson, type RedactionPolicy } from '@org/redactor';
import { withoutConnectionStrings } from './connection-string';
import type { Redact } from './crossing';

/** The redactor as the formatter uses it: log lines and stack traces go whole, and a name tells what its value is. */
export function redactorKeeping(keepAccountIds: readonly string[]): Redact {
  const policy: RedactionPolicy = { profile: 'summary', keepAccountIds };
  return (text, name) => {
    if (name === undefined) {
      const redacted = redact(text, policy);
      return { text: withoutConnectionStrings(redacted.text), counts: redacted.counts };
    }
    const { value, findings } = redactJson({ [name]: text }, policy);
    const counts: Record<string, number> = {};
    // The name is redacted where it stands; here it is only the context.
    for (const { category, inKey } of findings) if (!inKey) counts[category] = (counts[category] ?? 0) + 1;
    return { text: withoutConnectionStrings(String(Object.values(value as Record<string, unknown>)[0])), counts };
  };
}
