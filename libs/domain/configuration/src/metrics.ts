/** The CloudWatch namespace of all our metrics. */
export const METRIC_NAMESPACE = 'InvestigationOrchestrator';

/**
 * The custom metrics: a closed list, because each is billed for existing. None has a client dimension; figures per
 * client live in the table and in the logs.
 */
export const METRICS = {
  EventsReceived: { unit: 'Count', meaning: 'Events of ours that central took from the bus.' },
  EventsQuarantined: {
    unit: 'Count',
    meaning: 'Events that were not believed: a stranger, a mismatch, or no event at all.',
  },
  EventsTooLarge: { unit: 'Count', meaning: 'Events that would have been larger than 200 KB.' },
  PagesSent: { unit: 'Count', meaning: 'Pages that PagerDuty accepted.' },
  TicketsCreated: { unit: 'Count', meaning: 'Issues that Jira created.' },
  NotifyFailures: { unit: 'Count', meaning: 'Pages and tickets that were refused or did not get through.' },
  InvestigationMinutes: { unit: 'None', meaning: 'How many minutes an investigation took.' },
  InvestigationsConclusive: { unit: 'Count', meaning: 'Investigations that named a root cause.' },
  PatternsFound: { unit: 'Count', meaning: 'Causes seen behind several clients, each once.' },
  FalseAlarmsReported: { unit: 'Count', meaning: 'Patterns of which people said that they are none, each once.' },
  AnalysisCost: { unit: 'None', meaning: 'What language models cost for patterns, in US dollars.' },
  PatternDetectorFailures: {
    unit: 'Count',
    meaning: 'Events that could not be compared with others, and patterns that could not be looked after.',
  },
  HeartbeatGaps: { unit: 'Count', meaning: 'Heartbeats that told of outcomes central had not seen.' },
  ClientsSilent: {
    unit: 'Count',
    meaning: 'Agent spaces without a heartbeat for too long, as counted every five minutes.',
  },
  DeliveriesInDoubt: { unit: 'Count', meaning: 'Pages and tickets of which nobody knows whether they arrived.' },
} as const satisfies Record<string, { readonly unit: 'Count' | 'None'; readonly meaning: string }>;

export type MetricName = keyof typeof METRICS;
