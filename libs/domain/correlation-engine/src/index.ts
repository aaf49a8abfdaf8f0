export { plan, memberOf } from './keys';
export { readWindow, decide } from './decide';
export { createCorrelator, type Correlator } from './correlator';
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
export type { NamedThing } from './names';
