/** Time of day, to the minute, in the reader's own time zone. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** `resource_exhaustion` as a person would say it. */
export function words(token: string): string {
  return token.replace(/[_-]+/g, ' ').toLowerCase();
}

/** `1 page`, `2 pages`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What was taken out, by category, as a person would say it. */
export function taken(redacted: Readonly<Record<string, number>>): string {
  return (
    Object.entries(redacted)
      .map(([category, count]) => `${count} × ${words(category)}`)
      .join(', ') || 'nothing'
  );
}
