export {
  loadConfiguration,
  type ConfigurationFile,
  type ConfigurationProblem,
  type ConfigurationCheck,
  type LoadedConfiguration,
} from './load';
export type {
  Configuration,
  CentralConfiguration,
  ClientConfiguration,
  Route,
  RoutingRule,
  RoutingRules,
  PatternDetection,
  AnalysisPrice,
} from './schema';
export {
  clientRegistry,
  agentSpaces,
  clientRegions,
  busSenders,
  type ClientRegistry,
  type AgentSpace,
  type BusSenders,
} from './clients';
export {
  resolveDestination,
  placeOf,
  secretNames,
  routingTableSource,
  routingProblem,
  type Target,
  type PagerDutyTarget,
  type JiraTarget,
  type ChatTarget,
  type WebhookTarget,
  type RoutingSource,
} from './destinations';
export { analysisOf, ANALYSIS_DEFAULTS, type Analysis } from './analysis';
export {
  centralDocument,
  configurationVersion,
  parseCentralDocument,
  clientDocument,
  parseClientDocument,
  severityMapping,
  clientStackParameters,
  MAX_CLIENT_DOCUMENT_BYTES,
  type CentralDocument,
  type ClientDocument,
  type ClientStackParameters,
} from './documents';
export { readYaml, type YamlFile } from './yaml-file';
export { METRIC_NAMESPACE, METRICS, type MetricName } from './metrics';
export { jsonSchema, FILE_KINDS, type FileKind } from './schema';
