import fc from 'fast-check';
import { oneLine, shortened } from './shorten';

it('leaves a text that fits as it is', () => {
  expect(shortened('short', 5)).toBe('short');
});

it('cuts at a word', () => {
  expect(shortened('the quick brown fox jumps', 18)).toBe('the quick brown…');
});

it('never splits a placeholder', () => {
  const placeholders = fc.constantFrom('[ipv4]', '[aws_access_key]', '[private_key]');
  const parts = fc.array(
    fc.oneof(
      placeholders,
      fc.string({ maxLength: 30 }).map((text) => text.replace(/[[\]]/g, '')),
    ),
  );
  fc.assert(
    fc.property(parts, fc.integer({ min: 20, max: 200 }), (all, max) => {
      const cut = shortened(all.join(''), max);
      expect(cut.length).toBeLessThanOrEqual(max);
      expect(cut.replace(/\[[a-z0-9_]+\]/g, '')).not.toMatch(/[[\]]/);
    }),
  );
});

it('does not leave half of a character', () => {
  expect(shortened('😀'.repeat(20), 10)).toBe(`${'😀'.repeat(4)}…`);
});

it('makes one line of Markdown', () => {
  expect(oneLine('- **Limit reached** on `orders-prod`.\n\n1. Pool  doubled\n> since 09:38')).toBe(
    'Limit reached on orders-prod. Pool doubled since 09:38',
  );
});
