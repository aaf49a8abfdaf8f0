export { redactStream, type StreamFinding } from './redact-stream';
