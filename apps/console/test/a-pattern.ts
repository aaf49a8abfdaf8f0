import type { PatternCard, Snapshot } from '../src/snapshot';

export const START = Date.parse('2026-11-20T10:00:00Z');

/** A pattern of so many investigations, over a few clients less. */
export function aPattern(id: string, count: number, changes: Partial<PatternCard> = {}): PatternCard {
  const members = Array.from({ length: count }, (_, index) => ({
    at: new Date(START + index ** 1.4 * 90_000).toISOString(),
    client: `Client ${index % Math.ceil(count * 0.8)}`,
    investigation: `client/space/${index}`,
    splitOff: false,
    sharesIt: index % 4 !== 3,
  }));
  return {
    id,
    cause: 'fluent-relay 3.9.2',
    since: members[0]?.at ?? '',
    clients: [...new Set(members.map(({ client }) => client))],
    ofClients: 120,
    events: count,
    regions: ['eu-west-1', 'us-east-1'],
    confidence: 0.94,
    uncertain: false,
    evidence: [
      {
        what: `${count} clients name fluent-relay 3.9.2 within 40 minutes; in the 14 days before nobody did.`,
        weight: 5.2,
      },
      { what: 'They lie in two Regions, so no single Region is the cause.', weight: 1.4 },
      { what: 'One of the clients reports often.', weight: -0.6 },
    ],
    members,
    explanation: 'Shared.',
    exposed: [],
    told: [],
    verdicts: [],
    deliveries: [],
    ...changes,
  };
}

export function withPatterns(...patterns: PatternCard[]): Snapshot {
  return {
    at: '2026-11-20T12:00:00Z',
    clients: [{ account: '418305726194', name: 'Acme', health: 'silent', investigations: 0 }],
    outcomes: [],
    deliveries: [],
    patterns,
    quarantined: [],
    totals: {
      investigations: 0,
      outcomes: 0,
      withheld: 0,
      redactions: 0,
      pages: 0,
      tickets: 0,
      patterns: patterns.length,
      quarantined: 0,
    },
    limits: { investigations: 100, records: 400 },
    clientViews: false,
  };
}
