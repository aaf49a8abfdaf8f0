export { pagerDutyNotifier } from './notifier';
export type { PagerDutyConfig } from './config';
export { pageForEvent, pageForPattern, type PagerDutyTrigger } from './translate';
