import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parserOf } from '@org/event-schema';
import { begin } from './loopback';
import { AskedVerdictSchema, type AskedVerdict, type CheckedVerdict } from './verdict';

/** Keeps what somebody says of a pattern, or answers why not. */
export type SaveVerdict = (patternId: string, asked: AskedVerdict) => Promise<CheckedVerdict>;

/** The header in which a page shows that it was served by this server: another site cannot know the token. */
export const TOKEN_HEADER = 'x-console-token';

/** A reason is a few sentences, a split names up to some hundred investigations. */
const MAX_BODY_BYTES = 64 * 1024;

const parse = parserOf(AskedVerdictSchema);

/**
 * Takes one verdict from our own page, and refuses everything else in words, as `{ problem }`; what is refused writes
 * nothing. The caller has refused strangers to the loopback address already.
 */
export async function takeVerdict(
  request: IncomingMessage,
  response: ServerResponse,
  { patternId, token, saveVerdict }: { patternId: string; token: string; saveVerdict: SaveVerdict },
): Promise<void> {
  const refuse = (status: number, problem: string) => {
    request.resume();
    begin(response, status, 'application/json').end(JSON.stringify({ problem }));
  };
  const { host = '', origin, 'content-type': type = '' } = request.headers;
  if (origin !== `http://${host}`) return refuse(403, 'Verdicts are taken from the page of this console only.');
  if (!isToken(request.headers[TOKEN_HEADER], token))
    return refuse(403, 'This page is older than the console that serves it. Load it again.');
  if (!/^application\/json(;|$)/i.test(type)) return refuse(415, 'A verdict is sent as application/json.');
  const body = await bodyOf(request);
  if (body === undefined) return refuse(413, 'That is too long: a verdict has at most 64 KB.');
  const asked = parse(jsonIn(body));
  if (!asked.ok) {
    const problems = asked.problems.map(({ pointer, expected }) => `${pointer || 'The verdict'}: expected ${expected}`);
    return refuse(400, `This is no verdict. ${problems.join('; ')}.`);
  }
  try {
    const checked = await saveVerdict(patternId, asked.value);
    if (!checked.ok) return refuse(checked.field === 'pattern' ? 404 : 422, sentence(checked.problem));
    begin(response, 201, 'application/json').end(JSON.stringify({ verdict: checked.verdict }));
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    if (name === 'AccessDeniedException')
      return refuse(
        403,
        'Nothing was recorded: your AWS credentials may read the table and not write to it (dynamodb:PutItem).',
      );
    refuse(502, `Nothing was recorded, because the table did not take it (${name}). Try again.`);
  }
}

function isToken(given: string | string[] | undefined, token: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The whole body; nothing when it is larger than a verdict can be. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
