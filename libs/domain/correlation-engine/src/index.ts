export { plan, memberOf, readWindow, decide, openPatternOf, MAX_MEMBERS_READ } from './decide';
export { exposedClients, exposurePlan, type ExposedClient } from './exposed';
export { keptUnder } from './member';
export { createCorrelator, type Correlator } from './correlator';
export { LEXICON, type Lexicon, type FitWeights } from './lexicon';
export type {
  CorrelatedEvent,
  Member,
  MemberRef,
  KeyStats,
  SharedName,
  Pattern,
  Evidence,
  CorrelationConfig,
  CorrelationDecision,
  CorrelationWrite,
  DecideInput,
  DecideOutput,
} from './types';
export type { Profile } from './profile';
export type { NamedThing } from './names';
export { noticePlan, type Notice } from './notice';
