import { parseInvestigationEvent, type InvestigationEvent } from '@org/event-schema';
import { anEvent } from '@org/event-schema/testing';
import * as fc from 'fast-check';

const nasty = (maxLength: number) =>
  fc
    .tuple(
      fc.string({ unit: 'binary', maxLength }),
      fc.constantFrom('', '\n@here', '</p><script>', '[x](https://evil.example)', '\u202E'),
    )
    .map(([text, spice]) => `${spice}${text}`.slice(0, maxLength));

/** Any event that the schema lets through, with the worst text that fits. */
export const hostileEvent: fc.Arbitrary<InvestigationEvent> = fc
  .record({
    severity: fc.constantFrom('CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'MINIMAL'),
    client_name: nasty(256).filter((name) => name.length > 0),
    brief: fc.option(nasty(200), { nil: undefined }),
    affected_resources: fc.array(nasty(256), { maxLength: 50, size: 'max' }),
    tags: fc.dictionary(
      fc
        .string({ unit: 'binary', minLength: 1, maxLength: 128 })
        .map((name) => name.replace(/\p{Cc}/gu, '_').slice(0, 128)),
      nasty(256),
      {
        maxKeys: 50,
        size: 'max',
        noNullPrototype: true,
      },
    ),
  })
  .map(({ severity, client_name, brief, affected_resources, tags }) => ({
    ...anEvent({ severity, client_name, summary: { root_cause_brief: brief, affected_resources } as object }),
    tags,
  }))
  .filter((event) => parseInvestigationEvent(event).ok);
