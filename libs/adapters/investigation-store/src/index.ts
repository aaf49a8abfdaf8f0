export { investigationStore, investigationReader, type InvestigationStore, type InvestigationReader } from './store';
export { performOnce, EffectHeld, type Performance, type Performed } from './perform-once';
export { effectKey, LIST_SHARDS, CANDIDATE_SHARDS, type Effect } from './keys';
export type { StoreOptions } from './table';
export type { Claim, Claimant, Delivery, Failure, Receipt } from './effects';
export type { InvestigationState, NativeState, OutcomeState } from './state';
export type { Candidate } from './patterns';
export type {
  ClientDay,
  DecisionRecord,
  HeartbeatRecord,
  InvestigationHistory,
  MuteRecord,
  NativeRecord,
  OutcomeRecord,
  PatternRecord,
  SetAsideRecord,
} from './records';
