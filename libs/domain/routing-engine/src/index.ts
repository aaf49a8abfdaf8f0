export {
  parseRoutingTable,
  type ParsedRoutingTable,
  type RoutingTable,
  type RoutingTableSource,
  type RouteSource,
  type SimpleRuleSource,
  type OverrideSource,
  type Escalation,
} from './table';
export { route, explain, REASONS, type RouteDecision, type RouteContext, type Reason, type Mute } from './route';
export {
  prove,
  timeClasses,
  OUTCOMES,
  type Proof,
  type ProofOptions,
  type Failure,
  type DeadRule,
  type MuteReport,
  type TimeClass,
  type Outcome,
} from './prove';
export { sampleEvent, type EventChanges } from './sample-event';
export { type Destination } from './destination';
export type { Channel } from '@org/event-schema';
export type { TableProblem } from './reading';
export type { ClientSource } from './clients';
export type { TimeSource } from './calendar';
export type { SilenceSource, MaintenanceWindowSource, QuietHoursSource } from './windows';
