import type { Indicator } from '@org/event-schema';
import { namedThings } from './names';
import type { CorrelatedEvent, Member } from './types';

/** At most this many keys an event: what one decision reads is bounded. */
export const MAX_KEYS = 16;

/** The keys by prefix: `name:` for a named thing, `kind:` for a category and service with a Region or an indicator. */
export type KeyForm = 'name' | 'kind-indicator' | 'kind-region' | 'kind';

/**
 * The keys under which this event is remembered, and under which its like is found. Empty when the event says nothing
 * that could be compared: it did not complete, or names neither a thing nor a cause.
 */
export function plan(event: CorrelatedEvent): string[] {
  if (event.event_type !== 'investigation_completed') return [];
  const names = namedThings(event.summary.root_cause_brief ?? '', ownWords(event)).map(({ name }) => `name:${name}`);
  return [...names, ...kindKeys(event)].slice(0, MAX_KEYS);
}

/** The event as it is to be remembered under each of its keys. */
export function memberOf(event: CorrelatedEvent): Member {
  const { summary } = event;
  return {
    client_account_id: event.client_account_id,
    agent_space_id: event.agent_space_id,
    investigation_id: event.investigation_id,
    outcome_version: event.outcome_version,
    timestamp: event.timestamp,
    region: event.region,
    category: summary.root_cause_category,
    services: servicesOf(event),
    indicators: summary.indicators,
    names: namedThings(summary.root_cause_brief ?? '', ownWords(event)),
    ...(summary.root_cause_brief !== undefined && { brief: summary.root_cause_brief }),
    keys: plan(event),
  };
}

export function formOf(key: string): KeyForm {
  if (key.startsWith('name:')) return 'name';
  const detail = key.split('|')[2];
  if (detail === undefined) return 'kind';
  return detail.startsWith('@') ? 'kind-region' : 'kind-indicator';
}

/** A key as people say it. */
export function spokenKey(key: string): string {
  if (formOf(key) === 'name') return key.slice('name:'.length);
  const [category = '', service = '', detail] = key.slice('kind:'.length).split('|');
  const kind = `${category.replaceAll('_', ' ')}${service === '-' ? '' : ` in ${service}`}`;
  if (detail === undefined) return kind;
  return detail.startsWith('@') ? `${kind} in ${detail.slice(1)}` : `${kind} with ${detail.replaceAll('_', ' ')}`;
}

function kindKeys(event: CorrelatedEvent): string[] {
  const { root_cause_category: category, indicators } = event.summary;
  if (category === 'unknown') return []; // "nobody knows why" is no cause to share
  const [service = '-'] = servicesOf(event);
  const kind = `kind:${category}|${service}`;
  const telling = indicators.filter((word) => SPECIFIC.has(word)).slice(0, 5);
  return [kind, `${kind}|@${event.region}`, ...telling.map((word) => `${kind}|${word}`)];
}

// `AWS::RDS::DBInstance`, `RDS` and `rds` are one service.
function servicesOf({ summary }: CorrelatedEvent): string[] {
  const services = summary.resource_types.map((type) => (type.split('::')[1] ?? type).toLowerCase());
  return [...new Set(services)].slice(0, 3);
}

function ownWords({ client_name, tags, summary }: CorrelatedEvent): string[] {
  return [client_name, ...Object.values(tags), ...summary.affected_resources];
}

// Indicators that tell one failure from another. Services are in the key already; the rest is said of every failure.
const SPECIFIC: ReadonlySet<Indicator> = new Set<Indicator>([
  'access_denied',
  'certificate',
  'cold_start',
  'connection_refused',
  'connection_reset',
  'cpu_saturation',
  'crash_loop',
  'data_loss',
  'deadlock',
  'disk_full',
  'expired_token',
  'failover',
  'feature_flag',
  'image_pull',
  'insufficient_capacity',
  'limit_exceeded',
  'lock_contention',
  'memory_leak',
  'migration',
  'name_resolution',
  'nat_gateway',
  'no_space_left',
  'null_reference',
  'out_of_memory',
  'packet_loss',
  'provisioned_throughput',
  'replication_lag',
  'security_group',
  'slow_query',
  'spot_interruption',
  'third_party',
  'throttling',
  'too_many_connections',
  'traffic_spike',
  'transit_gateway',
  'zone_impairment',
]);
