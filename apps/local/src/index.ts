export {
  startDemo,
  type ClientAccount,
  type Demo,
  type DemoOptions,
  type DemoReader,
  type DemoResult,
} from './demo/demo';
export { readConfigurationFolder } from './demo/configuration-folder';
export { startLocalCloud, type LocalCloud, type LocalCloudOptions } from './local-cloud';
export { LocalCloudError } from './errors';
export { callerOf, type Caller } from './wire';
export type { Mount } from './gateway';
export type { StackOptions, DeployedStack, DeployedResource } from './stack';
export type { TableAccess } from './tables';
export type { Faults } from './faults';
export type { SecretValues } from './secrets';
export type { BusEvent, NativeEventInput } from './event-bridge';
export type { Observation, Observations, Invocation, LogLine, DeadLetter, BusRecord } from './observations';
export type { MetricTotal } from './metrics';
