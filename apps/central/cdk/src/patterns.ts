import { EVENT_SOURCE } from '@org/event-schema';

const URGENT = ['CRITICAL', 'HIGH'];

/** An archive that replays adds its name. What is replayed must never page again. */
const notReplayed = { 'replay-name': [{ exists: false }] };

/** Investigations that may have to wake somebody. They have a queue to themselves. */
export const urgentPattern = { source: [EVENT_SOURCE], detail: { severity: URGENT }, ...notReplayed };

/**
 * All the rest, whatever it is: other severities, life-cycle events, heartbeats, and what only looks like ours, for the
 * router quarantines what it cannot believe. Exactly what {@link urgentPattern} leaves, so that nothing falls between.
 */
export const ordinaryPattern = {
  ...notReplayed,
  $or: [
    { source: [{ 'anything-but': [EVENT_SOURCE] }] },
    { detail: { severity: [{ 'anything-but': URGENT }] } },
    { detail: { severity: [{ exists: false }] } },
  ],
};

/** What can be compared across clients: investigations that came to their end. */
export const comparablePattern = {
  source: [EVENT_SOURCE],
  detail: { event_type: ['investigation_completed'] },
  ...notReplayed,
};

/**
 * What AWS says of its own trouble, on the default bus: AWS Health User Guide, "Reference: AWS Health events Amazon
 * EventBridge schema". Planned changes and notifications are no trouble.
 */
export const healthPattern = {
  source: ['aws.health'],
  'detail-type': ['AWS Health Event'],
  detail: { eventTypeCategory: ['issue'] },
  ...notReplayed,
};
