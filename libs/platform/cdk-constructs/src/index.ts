export { PipelineStack, type PipelineStackProps } from './pipeline-stack';
export { PipelineFunction, type PipelineFunctionProps } from './pipeline-function';
export { PipelineQueue, type PipelineQueueProps } from './pipeline-queue';
export { DeadLetters, type DeadLettersProps } from './dead-letters';
export { PipelineRule, type PipelineRuleProps, type RuleTarget } from './pipeline-rule';
export { PipelineTable, type PipelineTableProps } from './pipeline-table';
export { AlarmTopic, OperatorAlarm, withoutAlarms, type OperatorAlarmProps } from './alarms';
export { keepLogicalId, acknowledge } from './template';
export { synthesize, endsWithItsError, type SynthesisOptions } from './synthesize';
export { workspaceRoot, BUNDLES_CONTEXT } from './bundle';
export {
  readConfigurationFiles,
  configurationRefused,
  type ConfigurationText,
  type PlacedProblem,
} from './configuration-files';
