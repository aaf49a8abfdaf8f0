export { consoleServer, type Console, type ConsoleOptions } from './server';
export type { Snapshot } from './snapshot';
export { snapshotReader } from './read-snapshot';
export { clientViewServer, type ClientViewOptions } from './client-server';
export type { AllowedField, Before, BeforeSection, Crossed, Crossing, Marked, Passage } from './client-view';
