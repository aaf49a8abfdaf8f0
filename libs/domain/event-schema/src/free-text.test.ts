import { FREE_TEXT_FIELDS, mapFreeText } from './index';
import { anEvent } from './testing';

it('knows from the schema alone which fields may hold free text', () => {
  expect(FREE_TEXT_FIELDS).toEqual(['/summary/affected_resources/*', '/summary/root_cause_brief', '/tags/*']);
});

it('passes every piece of free text through the change, keys of tags included, and leaves the rest', () => {
  const seen: string[] = [];
  const event = anEvent({ tags: { environment: 'production' } });
  const changed = mapFreeText(event, (text, pointer) => {
    seen.push(pointer);
    return text.toUpperCase();
  });
  expect(changed.summary.root_cause_brief).toBe('RDS CONNECTION POOL EXHAUSTED');
  expect(changed.summary.affected_resources).toEqual(['I-0A1B2C3D', 'DB-PROD-01']);
  expect(changed.tags).toMatchObject({ ENVIRONMENT: 'PRODUCTION', APPLICATION: 'WEB-API' });
  expect(changed.client_name).toBe(event.client_name);
  expect(seen).toContain('/summary/affected_resources/1');
});

it('loses no tag when redaction makes two keys equal', () => {
  const changed = mapFreeText(anEvent({ tags: { alice: 'one', bob: 'two' } }), (text) =>
    ['alice', 'bob'].includes(text) ? '[name]' : text,
  );
  expect(changed.tags).toMatchObject({ '[name]': 'one', '[name] (2)': 'two' });
});

it('does not touch the event that it was given', () => {
  const event = anEvent();
  mapFreeText(event, () => '[gone]');
  expect(event).toEqual(anEvent());
});
