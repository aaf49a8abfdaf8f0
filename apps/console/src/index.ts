export { consoleServer, type Console, type ConsoleOptions } from './server';
export type { Snapshot } from './snapshot';
export { saveChecked, type CheckedVerdict } from './verdict';
export { snapshotReader } from './read-snapshot';
export { clientViewServer, type ClientViewOptions } from './client-server';
export {
  ALSO_LEAVES,
  type AllowedField,
  type Before,
  type BeforeSection,
  type Crossed,
  type Crossing,
  type Marked,
  type Passage,
  type SetAside,
} from './client-view';
