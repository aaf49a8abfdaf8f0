import { anEvent } from '@org/event-schema/testing';
import { whyAllowed } from './why-allowed';

describe('why a field may cross', () => {
  it('is known of every field of a good event, and free text says so', () => {
    const event = anEvent({ tags: { 'a/b': 'c' } });
    const fields = whyAllowed(event);
    expect(fields.filter(({ declared }) => !declared)).toEqual([]);
    const why = Object.fromEntries(fields.map((field) => [field.pointer, field.why]));
    expect(why).toMatchObject({
      '/investigation_id': 'declared field of a fixed form',
      '/severity': expect.stringMatching(/^closed vocabulary of \d+ words$/),
      '/summary/affected_resources': 'a list of up to 50, each free text: redacted, then cut to 256 characters',
      '/summary/resource_count': 'a number',
      '/tags/a~1b': 'free text: redacted, then cut to 256 characters',
    });
  });

  it('is never known of a field that the schema does not declare, however deep', () => {
    const event = { ...anEvent(), raw_log: 'GET /', links: { elsewhere: { deep: 1 } } };
    expect(
      whyAllowed(event)
        .filter(({ declared }) => !declared)
        .map(({ pointer }) => pointer),
    ).toEqual(['/links/elsewhere/deep', '/raw_log']);
  });
});
