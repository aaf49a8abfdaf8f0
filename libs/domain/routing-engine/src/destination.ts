import { CHANNELS, type Channel } from '@org/event-schema';

/** Somebody to tell, by the channel and the name that configuration gives it. */
export interface Destination {
  readonly channel: Channel;
  readonly target: string;
}

/** The target that stands for the client's own, where it has one, and for the central account's otherwise. */
export const DEFAULT_TARGET = 'default';

export const TARGET_FORM = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

const FORM = new RegExp(`^(${Object.keys(CHANNELS).join('|')}):(${TARGET_FORM.source.slice(1, -1)})$`);

/** Reads `pagerduty:payments`, `jira:OPS` and the like; undefined for anything else. */
export function parseDestination(text: unknown): Destination | undefined {
  const [, channel, target] = (typeof text === 'string' && FORM.exec(text)) || [];
  return channel !== undefined && target !== undefined ? { channel: channel as Channel, target } : undefined;
}

export function nameOf({ channel, target }: Destination): string {
  return `${channel}:${target}`;
}

/** Whether it wakes somebody. */
export function isPage({ channel }: Destination): boolean {
  return CHANNELS[channel] === 'page';
}

/** Whether it is work with a state, that somebody takes up. */
export function isTicket({ channel }: Destination): boolean {
  return CHANNELS[channel] === 'ticket';
}
