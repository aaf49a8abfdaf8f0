/** Time of day, to the minute, in the reader's own time zone. */
export function clock(iso: string): string {
  return new Date(iso).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** The time of day, and the day where it is not today's. */
export function moment(iso: string): string {
  const at = new Date(iso);
  return at.toDateString() === new Date().toDateString()
    ? clock(iso)
    : at.toLocaleString([], {
        day: 'numeric',
        month: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
}

/** What was told again, as a person would say it. */
export function telling(act: string): string {
  if (act === 'update-ended') return 'over';
  if (act === 'update-explained') return 'with a model’s words';
  if (act.startsWith('update-member-')) return 'for one of its clients';
  return act.startsWith('update-') ? 'as it grew' : words(act);
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
