export { investigationStore, investigationReader, type InvestigationStore, type InvestigationReader } from './store';
export { performOnce, EffectHeld, type Performance, type Performed } from './perform-once';
export { effectKey, LIST_SHARDS, CANDIDATE_SHARDS, type Act, type Effect } from './keys';
export type { StoreOptions } from './table';
export type { Claim, Claimant, Delivery, Failure, HumanRecord, Receipt } from './effects';
export type { FollowUp, NewFollowUp } from './follow-ups';
export type { GroupTurn } from './groups';
export type { Call, CallFor, CallLimit } from './calls';
export type { Drainer, PendingPage, PendingSlot } from './pending';
export { MAX_SILENT, type SilenceRecord, type SilentSpace } from './silence';
export type { InvestigationState, NativeState, OutcomeState } from './state';
export type { Candidate, KnownPattern } from './patterns';
export type { ExposedRecord, KeptAnswer, PatternAnalysis, PatternAnswer } from './analyses';
export type { PatternWatch } from './pattern-watches';
export type { NoticeRecord } from './notices';
export { standingVerdict, type PatternLabel, type PatternVerdict } from './verdicts';
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
