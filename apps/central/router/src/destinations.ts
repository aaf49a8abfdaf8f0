import { channelOf } from '@org/event-schema';
import type { Destination } from '@org/routing-engine';

export function destinationName({ channel, target }: Destination): string {
  return `${channel}:${target}`;
}

export function parseDestination(name: string): Destination | undefined {
  const channel = channelOf(name);
  return channel && { channel, target: name.slice(channel.length + 1) };
}
