import type { NotifyContext } from './notifier';

/** What a reader must know before the first word: that this is a test, or old news. */
export function mark({ drill, lateMinutes }: Pick<NotifyContext, 'drill' | 'lateMinutes'>): string {
  return `${drill ? '[DRILL, nothing to do] ' : ''}${lateMinutes === undefined ? '' : `[LATE: ${lateInWords(lateMinutes)}] `}`;
}

export function lateInWords(minutes: number): string {
  return minutes < 120 ? `${Math.round(minutes)} minutes` : `${Math.round(minutes / 60)} hours`;
}
