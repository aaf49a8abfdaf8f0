/** Time of day in the reader's own time zone. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

/** `resource_exhaustion` as a person would say it. */
export function words(token: string): string {
  return token.replace(/[_-]+/g, ' ').toLowerCase();
}
