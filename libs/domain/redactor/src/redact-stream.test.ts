import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { HARMLESS, PLANTED } from '../test/texts';
import { MAX_TEXT_LENGTH, redact, RedactionRefused, type RedactionPolicy } from './index';
import { resolvePolicy } from './policy';
import { PieceRedactor, type PieceSize, redactStream, type StreamFinding } from './redact-stream';

const LOG_LINES = [
  '2026-07-12T14:27:40.618Z ERROR [http-1] c.b.Orders - Failed to persist order for 10.1.2.3',
  'level=error ts=2026-08-07T23:08:18.197Z caller=main.go:132 msg="write failed"',
  'java.lang.NullPointerException: no order\n\tat com.acme.Orders.load(Orders.java:389)\n\t... 14 more',
];
const OVER_LINES = ['name: DB_PASSWORD,\n  value: sunshine', 'password:\n  R0#z4kI0jYD_rrl', '', '\r'];

/** A text of lines, as logs and reports are. */
const lines = fc
  .array(fc.constantFrom(...HARMLESS, ...PLANTED.map(([, secret]) => secret), ...LOG_LINES, ...OVER_LINES), {
    minLength: 1,
    maxLength: 60,
  })
  .map((all) => all.join('\n'));
const policies = fc.constantFrom<RedactionPolicy>({}, { profile: 'summary' }, { numbered: true, profile: 'summary' });

/** The stream with small pieces, so that short texts have many. */
function inPieces(chunks: readonly string[], policy: RedactionPolicy, size: PieceSize) {
  const findings: StreamFinding[] = [];
  const redactor = new PieceRedactor(resolvePolicy(policy), (finding) => findings.push(finding), size);
  const pieces: string[] = [];
  for (const chunk of chunks) {
    redactor.take(chunk);
    for (let piece = redactor.next(); piece !== undefined; piece = redactor.next()) pieces.push(piece);
  }
  pieces.push(redactor.end());
  return { text: pieces.join(''), findings, pieces };
}

const unnumbered = (text: string) => text.replace(/:\d+\]/g, ']');

function chunksOf(text: string, lengths: readonly number[]): string[] {
  const chunks: string[] = [];
  for (let at = 0, index = 0; at < text.length; index++) {
    const length = lengths[index % lengths.length] ?? 1;
    chunks.push(text.slice(at, at + length));
    at += length;
  }
  return chunks;
}

describe('redactStream', () => {
  it('stands in a pipeline between a source of text and where it goes', async () => {
    const source = Readable.from(['peer 10.1.', '2.3 used AKIAQ3XH', '7JZ5N2VW4BKM\n']);
    await pipeline(source, redactStream(), async (out) => {
      expect(await textOf(out)).toBe('peer [ipv4] used [aws_access_key_id]\n');
    });
  });

  it('gives the same for any chunks, and what redact gives for the whole, text and findings', () => {
    fc.assert(
      fc.property(
        lines,
        policies,
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 }),
        (text, policy, lengths) => {
          const size = { piece: 900, overlap: 600 };
          const whole = redact(text, policy);
          const { text: streamed, findings } = inPieces(chunksOf(text, lengths), policy, size);
          // Which number a value gets is told by the order in which it was looked at, not by its place.
          expect(unnumbered(streamed)).toBe(unnumbered(whole.text));
          expect(findings.map(({ start, end, category, ruleId }) => ({ start, end, category, ruleId }))).toEqual(
            whole.findings,
          );
          expect(inPieces([text], policy, size).text).toBe(streamed);
          for (const { start, line, column } of findings) {
            const before = text.slice(0, start).split('\n');
            expect([line, column]).toEqual([before.length, before[before.length - 1]!.length + 1]);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('tears no key block and no value from its name, wherever a piece would end', () => {
    const key = PLANTED.find(([name]) => name === 'private key')![1];
    for (let before = 0; before < 400; before += 7) {
      const text = `${'word\n'.repeat(before)}${key}\npassword:\n  R0#z4kI0jYD_rrl\n${'word\n'.repeat(400)}`;
      const { text: streamed, pieces } = inPieces([text], {}, { piece: 300, overlap: 300 });
      expect(streamed).toBe(redact(text).text);
      expect(pieces.length).toBeGreaterThan(3);
    }
  });

  it('joins lines that go whole over all pieces', () => {
    const { text, findings, pieces } = inPieces(
      [`It broke.\n${`${LOG_LINES[0]}\n`.repeat(100)}We rolled back.\n`],
      { profile: 'summary' },
      { piece: 900, overlap: 600 },
    );
    expect(text).toBe('It broke.\n[log_line]\nWe rolled back.\n');
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      start: 10,
      end: 10 + 100 * (LOG_LINES[0]!.length + 1) - 1,
      line: 2,
      column: 1,
    });
    expect(pieces.length).toBeGreaterThan(5);
  });

  it('holds a bounded part of a log of 60 MB', async () => {
    const block = `${Array.from({ length: 400 }, (_, index) => `request ${index} of the checkout took ${index % 90} ms, peer ok`).join('\n')}\npeer 10.1.2.3\n`;
    const masked = redact(block).text;
    const times = Math.ceil(60_000_000 / block.length);
    let taken = 0;
    let given = 0;
    let longest = 0;
    function* log() {
      for (let count = 0; count < times; count++) {
        taken += block.length;
        longest = Math.max(longest, taken - given);
        yield block;
      }
    }
    for await (const piece of redactStream()(log())) given += Math.round((piece.length * block.length) / masked.length);
    expect(taken).toBeGreaterThan(60_000_000);
    expect(Math.abs(given - taken)).toBeLessThan(1000);
    expect(longest).toBeLessThan(400_000);
  }, 60_000);

  it('numbers equal values alike over all pieces', () => {
    const text = `from 10.1.2.3\n${'word\n'.repeat(1000)}to 10.1.2.4 and 10.1.2.3`;
    expect(inPieces([text], { numbered: true }, { piece: 300, overlap: 300 }).text).toBe(
      `from [ipv4:1]\n${'word\n'.repeat(1000)}to [ipv4:2] and [ipv4:1]`,
    );
  });

  describe('fails closed', () => {
    const given = async (chunks: readonly unknown[], policy?: RedactionPolicy) => {
      let out = '';
      try {
        for await (const piece of redactStream(policy)(chunks as string[])) out += piece;
      } catch (error) {
        return { out, error };
      }
      return { out, error: undefined };
    };

    it('on a line over the limit, which it does not give, nor anything behind it', async () => {
      const ordinary = 'word\n'.repeat(100_000);
      const { out, error } = await given([ordinary, 'secret '.repeat(MAX_TEXT_LENGTH / 6), '\nbehind\n']);
      expect(error).toMatchObject({ reason: 'too_large' });
      expect(ordinary.startsWith(out)).toBe(true);
      expect(out.length).toBeGreaterThan(200_000);
    });

    it('on a chunk that is no string', async () => {
      expect(await given(['x', new Uint8Array(3)])).toEqual({ out: '', error: new RedactionRefused('not_text') });
    });

    it('on a policy that is none, before any text', () => {
      expect(() => redactStream({ keep: ['ip'] })).toThrow(RedactionRefused);
    });
  });
});
