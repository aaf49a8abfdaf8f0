import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDocument, readEnvironment } from './environment';

describe('readEnvironment', () => {
  it('returns the named variables and no others', () => {
    expect(readEnvironment({ TABLE: 'investigations', HOME: '/root' }, { TABLE: 'the store' })).toEqual({
      TABLE: 'investigations',
    });
  });

  it('names every missing variable, and what it is for, in one error', () => {
    expect(() => readEnvironment({ TABLE: '' }, { TABLE: 'the store', BUS: 'where events go' })).toThrow(
      'These environment variables are not set: TABLE (the store), BUS (where events go).',
    );
  });
});

describe('readDocument', () => {
  it('reads a file from beside the bundle', () => {
    const folder = mkdtempSync(join(tmpdir(), 'document-'));
    writeFileSync(join(folder, 'configuration.json'), '{}');
    expect(readDocument('configuration.json', { LAMBDA_TASK_ROOT: folder })).toBe('{}');
  });

  it('says which file is missing, and the mend', () => {
    expect(() => readDocument('configuration.json', { LAMBDA_TASK_ROOT: '/nowhere' })).toThrow(
      '/nowhere/configuration.json cannot be read. The stack puts configuration.json beside the bundle; deploy it again.',
    );
  });
});
