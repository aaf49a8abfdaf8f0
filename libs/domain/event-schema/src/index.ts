export {
  EVENT_SOURCE,
  SCHEMA_VERSION,
  MAX_BRIEF_CHARACTERS,
  MAX_EVENT_BYTES,
  HEARTBEAT_DETAIL_TYPE,
  InvestigationEventSchema,
  HeartbeatSchema,
  investigationEventJsonSchema,
  type InvestigationEvent,
  type Heartbeat,
} from './schema';
export { parseInvestigationEvent, parseHeartbeat, parserOf, describe, type Parsed, type Problem } from './parse';
export { outcomeKey, investigationKey, type OutcomeId } from './outcome';
export { FREE_TEXT_FIELDS, mapFreeText } from './free-text';
export {
  NATIVE_SOURCE,
  NATIVE_DETAIL_TYPES,
  FINAL_NATIVE_DETAIL_TYPES,
  parseNativeEvent,
  type NativeEvent,
  type BusEnvelope,
} from './native';
export {
  EVENT_TYPES,
  STATUSES,
  SEVERITIES,
  ROOT_CAUSE_CATEGORIES,
  MITIGATION_STATUSES,
  WITHHELD_REASONS,
  INDICATORS,
  type EventType,
  type Status,
  type Severity,
  type RootCauseCategory,
  type MitigationStatus,
  type WithheldReason,
  type Indicator,
} from './vocabulary';
export { CHANNELS, CHANNEL_KINDS, channelOf, kindOf, type Channel, type ChannelKind } from './channels';
