import type { AnalysisCard, ExposedRow, OutcomeRow, PatternCard, Snapshot, VerdictRow } from '../src/snapshot';

export const START = Date.parse('2026-11-20T10:00:00Z');

/** Of a pattern's first client everything split off. */
export function withoutFirstClient(pattern: PatternCard): PatternCard {
  const members = pattern.members.map((one) => ({ ...one, splitOff: one.client === pattern.clients[0] }));
  return { ...pattern, members, events: members.filter(({ splitOff }) => !splitOff).length };
}

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
    clientsTold: 0,
    deliveries: [],
    ...changes,
  };
}

/** An outcome with a ticket; the key is `account/space/investigation/version`. */
export function anOutcome(key: string): OutcomeRow {
  return {
    key,
    investigationId: key.split('/')[2] ?? '',
    outcomeVersion: 1,
    clientName: 'Acme',
    account: '418305726194',
    at: new Date(START).toISOString(),
    eventType: 'investigation_completed',
    severity: 'HIGH',
    status: 'COMPLETED',
    category: 'unknown',
    durationMinutes: 4,
    resources: [],
    resourceCount: 0,
    indicators: [],
    tags: {},
    redacted: {},
    deliveries: [
      { told: 'ticket', destination: 'jira:default', state: 'delivered', id: 'OPS-1', url: 'https://jira.test/OPS-1' },
    ],
  };
}

/** What people and a model may say of one. */
export const REJECTED: VerdictRow = {
  verdict: 'rejected',
  by: 'ana',
  why: 'Two releases, by chance.',
  at: new Date(START + 3_600_000).toISOString(),
};
export const ANALYSIS: AnalysisCard = {
  model: 'anthropic.claude',
  costUsd: 0.0123,
  tokens: { input: 900, output: 120 },
  answer: {
    cause: 'Version 3.9.2 of fluent-relay drops its connections when the certificate of the collector is renewed.',
    confidence: 0.72,
    sharedDependency: 'The collector of the relay’s vendor.',
    checkFirst: ['Whether the collector’s certificate changed today.'],
    recommendations: [{ client: 'Client 1', checkFirst: ['The relay’s log of the first minute.'] }],
  },
};
export const EXPOSED: readonly ExposedRow[] = ['Harbor Bank', 'Lumen', 'Northwind'].map((client) => ({
  client,
  why: 'named fluent-relay 3.9.1',
  lastSeen: new Date(START).toISOString(),
}));

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
      aiTodayUsd: 0,
    },
    limits: { investigations: 100, records: 400 },
    clientViews: false,
  };
}
