import * as face from './index';
import * as testing from './testing';

it('exports these names, so that a removal is a decision', () => {
  expect(Object.keys(face)).toEqual([
    'investigationStore',
    'investigationReader',
    'performOnce',
    'EffectHeld',
    'effectKey',
    'LIST_SHARDS',
    'CANDIDATE_SHARDS',
    'MAX_SILENT',
    'standingVerdict',
  ]);
  expect(Object.keys(testing)).toEqual(['tableInMemory', 'TABLE_SHAPE', 'emptyTable']);
});
