export { consoleServer, type Console, type ConsoleOptions } from './server';
export type { Snapshot } from './snapshot';
export { snapshotReader } from './read-snapshot';
