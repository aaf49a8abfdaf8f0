export { queueHandler, invokeHandler, type HandlerParts, type InvocationMeta, type MessageMeta } from './handler';
export { readEnvironment, readDocument } from './environment';
export { createLogger, type Logger } from './logger';
export { metrics, type Metrics, type MetricUnit } from './metrics';
export { secretReader, type SecretSource } from './secrets';
export { sweepDue, type Sweep } from './sweep';
