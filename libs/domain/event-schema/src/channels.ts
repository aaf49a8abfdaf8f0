/** What a channel does to people. */
export const CHANNEL_KINDS = {
  page: 'Wakes somebody, who can acknowledge it.',
  ticket: 'Work with a state, for somebody to take up.',
  message: 'Read by whoever looks; nobody answers it.',
} as const;
export type ChannelKind = keyof typeof CHANNEL_KINDS;

/** The ways to tell people. A destination is `<channel>:<name>`, and the name is the configuration's. */
export const CHANNELS = {
  pagerduty: 'page',
  jira: 'ticket',
  slack: 'message',
  teams: 'message',
  webhook: 'message',
} as const satisfies Record<string, ChannelKind>;
export type Channel = keyof typeof CHANNELS;

/** The channel of a destination such as `pagerduty:payments`; undefined when it names none that we know. */
export function channelOf(destination: string): Channel | undefined {
  const [channel = ''] = destination.split(':', 1);
  return Object.hasOwn(CHANNELS, channel) ? (channel as Channel) : undefined;
}

/** What a destination does to people; undefined when it names no channel that we know. */
export function kindOf(destination: string): ChannelKind | undefined {
  const channel = channelOf(destination);
  return channel && CHANNELS[channel];
}
