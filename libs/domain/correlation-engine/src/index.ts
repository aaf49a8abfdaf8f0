export { plan, memberOf, readWindow, decide } from './decide';
export type {
  CorrelatedEvent,
  Member,
  MemberRef,
  Pattern,
  Evidence,
  CorrelationConfig,
  CorrelationDecision,
  CorrelationWrite,
  DecideInput,
  DecideOutput,
} from './types';
