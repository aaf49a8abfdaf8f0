import { INDICATORS } from '@org/event-schema';
import fc from 'fast-check';
import { indicatorsIn } from './indicators';
import { PhraseBook, wordsOf } from './words';

describe('indicators', () => {
  it.each([
    ['RDS has too many connections.', ['rds', 'too_many_connections']],
    ['`ThrottlingException`: Rate exceeded (429)', ['throttling']],
    ['a third-party provider behind Route 53', ['route53', 'third_party']],
    ['TypeError: Cannot read properties of undefined', ['null_reference']],
    ['HTTP 503 from the load-balancer', ['elb', 'service_unavailable']],
  ])('of %j are %j', (report, indicators) => {
    expect(indicatorsIn(report).sort()).toEqual(indicators.sort());
  });

  it.each([
    ['half a word', 'kinesisology and lambdas'],
    ['a decimal', 'it took 0.503 s, then 1.404 s'],
    ['an address', '10.0.500.1 and 172.16.403.9'],
    ['a time', '2026-11-20T10:05:02.502Z'],
  ])('are not found in %s', (_, report) => {
    expect(indicatorsIn(report)).toEqual([]);
  });

  it('are found for every phrase of the vocabulary, as the vocabulary writes it', () => {
    for (const [indicator, phrases] of Object.entries(INDICATORS)) {
      for (const phrase of phrases) expect(indicatorsIn(`Seen: ${phrase.toUpperCase()}, twice`)).toContain(indicator);
    }
  });

  it('never hold anything but tokens of the vocabulary, whatever the report says', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...Object.values(INDICATORS).flat()))), (parts) => {
        const found = indicatorsIn(parts.join(' '));
        expect(found.length).toBeLessThanOrEqual(64);
        expect(new Set(found).size).toBe(found.length);
        for (const indicator of found) expect(Object.keys(INDICATORS)).toContain(indicator);
      }),
    );
  });
});

it('reads a megabyte of the worst text in well under a second', () => {
  for (const text of ['1'.repeat(1_000_000), '1.'.repeat(500_000), 'a_'.repeat(500_000), '"\\'.repeat(500_000)]) {
    const start = performance.now();
    indicatorsIn(text);
    expect(performance.now() - start).toBeLessThan(900);
  }
});

it('finds phrases that overlap', () => {
  const book = new PhraseBook([
    ['connection pool', 'a'],
    ['pool', 'b'],
    ['pool size', 'c'],
  ]);
  expect([...book.in(wordsOf('the connection pool size')).values()]).toEqual(['a', 'b', 'c']);
});
