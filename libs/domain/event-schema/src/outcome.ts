import type { InvestigationEvent } from './schema';

/** The four parts that name one outcome of one investigation, whoever speaks of it. */
export type OutcomeId = Pick<
  InvestigationEvent,
  'client_account_id' | 'agent_space_id' | 'investigation_id' | 'outcome_version'
>;

/**
 * The key of an outcome: the idempotency key of everything that follows from it, down to PagerDuty's `dedup_key` and
 * the label of a Jira issue. At most 12 + 64 + 128 + 7 characters and three slashes, which fits PagerDuty's 255.
 */
export function outcomeKey(outcome: OutcomeId): string {
  return `${investigationKey(outcome)}/${outcome.outcome_version}`;
}

/** The key of an investigation over all its outcomes. */
export function investigationKey(outcome: Omit<OutcomeId, 'outcome_version'>): string {
  return `${outcome.client_account_id}/${outcome.agent_space_id}/${outcome.investigation_id}`;
}
