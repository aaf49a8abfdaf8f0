/** Somebody to tell: a PagerDuty service or a Jira project, by the name that configuration gives it. */
export interface Destination {
  readonly channel: Channel;
  readonly target: string;
}

export const CHANNELS = ['pagerduty', 'jira'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The target that stands for the client's own, where it has one, and for the central account's otherwise. */
export const DEFAULT_TARGET = 'default';

export const TARGET_FORM = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const FORM = /^(pagerduty|jira):([A-Za-z0-9][A-Za-z0-9_.-]{0,63})$/;

/** Reads `pagerduty:payments` or `jira:OPS`; undefined for anything else. */
export function parseDestination(text: unknown): Destination | undefined {
  const [, channel, target] = (typeof text === 'string' && FORM.exec(text)) || [];
  return channel !== undefined && target !== undefined ? { channel: channel as Channel, target } : undefined;
}

export function nameOf({ channel, target }: Destination): string {
  return `${channel}:${target}`;
}
