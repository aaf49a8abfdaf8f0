export { MAX_GROUPED } from './notifier';
export { headline } from './headline';
export type {
  Notifier,
  NotifyContext,
  FollowUp,
  HumanStatus,
  OutcomeGroup,
  GroupedOutcome,
  PatternAlert,
  PatternMember,
  Receipt,
  Vendor,
} from './notifier';
export { NotifyError } from './notify-error';
export type { HttpAnswer, HttpRequest, Transport } from './call';
