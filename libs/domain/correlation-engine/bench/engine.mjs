// Adapts the engine to a scorer of correlation engines, whose streams hold events of an older form:
//   createEngine(options) -> { process({ seq, received_at, event }) -> decision }
// Build first (`npx nx run @org/correlation-engine:build`); options: the configuration's.
import { createCorrelator } from '../dist/index.js';
import { indicatorsIn } from './indicators.mjs';

export function createEngine(options = {}) {
  const correlator = createCorrelator({ enabled: true, min_events: 3, time_window_minutes: 60, ...options });
  const patternOf = new Map();
  return {
    process({ event, received_at }) {
      const { decision } = correlator.process(translated(event), received_at);
      const { pattern, kind, reason } = decision;
      if (kind === 'none') return { group_id: null, alert: false, ai: false, explanation: reason };
      const own = event.investigation_id;
      const moved = pattern.members
        .map(({ investigation_id }) => investigation_id)
        .filter((id) => id !== own && patternOf.get(id) !== pattern.pattern_id)
        .map((id) => ({ event_id: id, group_id: pattern.pattern_id, alert: false, ai: false }));
      for (const { event_id } of moved) patternOf.set(event_id, pattern.pattern_id);
      patternOf.set(own, pattern.pattern_id);
      const alert = kind === 'alert';
      const { confidence, explanation } = pattern;
      return [
        ...moved,
        { group_id: pattern.pattern_id, alert, ai: alert && pattern.uncertain, confidence, explanation },
      ];
    },
  };
}

/** The older form in ours. What it lacks is derived as the formatter would have: indicators from the text that there is. */
export function translated(event) {
  const { summary } = event;
  const brief = (summary.root_cause_brief ?? '').replace(/\[([A-Z]+)\]/g, (_, word) => `[${word.toLowerCase()}]`);
  return {
    ...event,
    event_type: 'investigation_completed',
    outcome_version: 1,
    agent_space_id: 'default',
    region: regionOf(event),
    timestamp: event.timestamp,
    status: event.status === 'INCONCLUSIVE' ? 'INCONCLUSIVE' : 'ROOT_CAUSE_FOUND',
    tags: event.tags ?? {},
    summary: {
      ...summary,
      affected_resources: (summary.affected_resources ?? []).map((id) =>
        id.slice(1 + Math.max(id.lastIndexOf('/'), id.lastIndexOf(':'))),
      ),
      resource_types: summary.resource_types?.length ? summary.resource_types : servicesOf(summary),
      resource_count: summary.affected_resources?.length ?? 0,
      root_cause_category: categoryOf(summary.root_cause_category),
      root_cause_brief: brief,
      indicators: indicatorsIn(brief),
      mitigation_status: 'none',
    },
  };
}

function regionOf({ summary }) {
  for (const text of [...(summary.affected_resources ?? []), summary.root_cause_brief ?? '']) {
    const [region] = REGION.exec(text) ?? [];
    if (region !== undefined) return region;
  }
  return '';
}
const REGION =
  /\b(us|eu|ap|ca|sa|af|me|il)-(east|west|north|south|central|northeast|southeast|northwest|southwest)-[0-9]/;

function servicesOf({ affected_resources = [] }) {
  return affected_resources.flatMap(
    (id) => id.match(/^arn:aws:([a-z0-9]+):/)?.[1] ?? id.match(/^([a-z0-9]+)\//)?.[1] ?? [],
  );
}

// The older streams spell categories freely; ours is a closed list. The first rule that fits decides.
const CATEGORIES = [
  [/cert|tls|trust/, 'certificate_expiry'],
  [/dns|resolution|record/, 'dns_failure'],
  [/database|db|query|lock|replica|deadlock|n_plus/, 'database_contention'],
  [/permission|authoriz|policy|scp|iam|access/, 'permission_denied'],
  [/auth|credential|token|login|federation|identity|oidc|sign/, 'authentication_failure'],
  [/quota|throttl|rate|concurren|limit/, 'quota_exceeded'],
  [/network|connectiv|route|security_group|nat|cni|packet/, 'network_failure'],
  [/zone|hardware|infrastructure/, 'hardware_failure'],
  [/third|vendor|upstream|depend|outage|provider|downstream|timeout/, 'dependency_failure'],
  [/deploy|release|rollout|image|ami|upgrade|migration/, 'deployment_failure'],
  [/config|parameter|setting|human|cron|timezone/, 'configuration_error'],
  [/disk|storage|memory|cpu|pool|exhaust|backlog|thread|heap|capacity|ebs|volume/, 'resource_exhaustion'],
  [/data|parse|json|poison|message/, 'data_error'],
  [/bug|defect|code|application|leak|cache|gc/, 'code_defect'],
  [/traffic|bot|load|scal/, 'traffic_surge'],
  [/security|attack/, 'security_event'],
];
const categories = new Map();
function categoryOf(spelling) {
  let category = categories.get(spelling);
  if (category === undefined) {
    const word = (spelling ?? 'unknown').toLowerCase().replace(/[^a-z]+/g, '_');
    category = CATEGORIES.find(([pattern]) => pattern.test(word))?.[1] ?? 'unknown';
    categories.set(spelling, category);
  }
  return category;
}
