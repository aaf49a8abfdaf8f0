import {
  ALNUM,
  DASH,
  DIGIT,
  DOT,
  UNDERSCORE,
  isAt,
  isLetterBeyondAscii,
  runEnd,
  runStart,
  skipSpace,
} from '../characters';
import { placeholderEnd } from '../placeholder';
import type { Proofs, RedactionRule, Span } from '../rule';
import { secretName, type SecretName } from '../secret-names';
import { LONGEST_WEAK, isSecretValue, valueAt, type Form } from '../secret-values';

/*
 * Secrets that are known by the name before them. The shapes of assignment are those of gitleaks' generated samples
 * (env, ini, JSON, YAML, XML, Terraform, Go, C#, connection strings), read backwards from the operator.
 */

const NAME = ALNUM | UNDERSCORE | DASH | DOT;
/** A type between a name and its value (`password: string = "x"`). */
const TYPES = new Set(['string', 'str', 'text', 'char', 'varchar', 'optional', 'any', 'bytes', 'secretstr']);
/** A word for "the value" between a name and its value (`name: DB_PASSWORD, value: x`). */
const VALUES = new Set([
  'value',
  'val',
  'default',
  'content',
  'defaultvalue',
  'parametervalue',
  'secretstring',
  'stringvalue',
]);

function isNameGap(text: string, index: number): boolean {
  const character = text[index];
  return (
    character === ' ' ||
    character === '\t' ||
    character === '"' ||
    character === "'" ||
    character === '`' ||
    character === '\\' ||
    character === ']'
  );
}

/** The identifier that ends before `index`, past quotes and spaces. */
function nameBefore(text: string, index: number, floor: number): { start: number; name: string } | undefined {
  let end = index;
  const limit = Math.max(floor, index - 12);
  while (end > limit && isNameGap(text, end - 1)) end--;
  let start = end;
  const farthest = Math.max(floor, end - 80);
  while (start > farthest && (isAt(text, start - 1, NAME) || isLetterBeyondAscii(text.charCodeAt(start - 1)))) start--;
  // `\napi_key=` inside a JSON string: the n belongs to the line break.
  if (text.charCodeAt(start - 1) === 92 && 'nrt'.includes(text[start]!)) start++;
  // A placeholder's word names nothing: what is behind `[generic_password]: ` was judged by what stood there.
  if (text.charCodeAt(start - 1) === 91 && placeholderEnd(text, start - 1) > 0) return undefined;
  return start < end ? { start, name: text.slice(start, end) } : undefined;
}

/** What the words before an operator say: `password`, `API key`, `name: DB_PASSWORD … value`. */
export function nameOfOperator(text: string, operator: number, floor: number): SecretName | undefined {
  let place = nameBefore(text, operator, floor);
  if (!place) return undefined;
  const last = place.name.toLowerCase();
  if (TYPES.has(last)) {
    const colon = runStartOf(text, place.start, ' :?', floor, 6);
    place = nameBefore(text, colon, floor);
  } else if (VALUES.has(last)) {
    const gap = runStartOf(text, place.start, ' \t\r\n"\',{>\\-', floor, 40);
    place = nameBefore(text, gap, floor);
  } else if (place.name.length <= 12 && text[place.start - 1] === ' ') {
    const before = nameBefore(text, place.start - 1, floor);
    if (before && before.name.length <= 24) {
      const joined = secretName(`${before.name} ${place.name}`);
      if (joined) return joined;
    }
  }
  return place && secretName(place.name);
}

function runStartOf(text: string, to: number, characters: string, floor: number, max: number): number {
  const limit = Math.max(floor, to - max);
  let index = to;
  while (index > limit && characters.includes(text[index - 1]!)) index--;
  return index;
}

function findAssigned(text: string, at: number, after: number, floor: number): Span | undefined {
  const operator = text.charCodeAt(at);
  const before = text[at - 1];
  let from = after;
  let compares = false;
  if (operator === 61) {
    // =, ==, ===, =>, and not the second half of :=, !=, <=, >=
    if (before === '!' || before === '<' || before === '>' || before === '=') return undefined;
    while (text[from] === '=') {
      from++;
      compares = true;
    }
    if (text[from] === '>') from++;
  } else {
    if (before === ':' || text[after] === ':' || text[after] === '/' || isTime(text, at)) return undefined;
    if (text[from] === '=') from++;
  }
  const name = nameOfOperator(text, before === ':' ? at - 1 : at, Math.min(floor, at));
  if (!name) return undefined;
  let valueFrom = skipSpace(text, from, 64);
  const scheme = /(?:Bearer|Basic|Token|ApiKey|Digest)\s+/iy;
  scheme.lastIndex = valueFrom;
  if (scheme.test(text)) valueFrom = scheme.lastIndex;
  // YAML's block scalars: the value is on the next line.
  if ((text[valueFrom] === '|' || text[valueFrom] === '>') && operator === 58) {
    valueFrom = skipSpace(text, runEnd(text, valueFrom + 1, DASH, 1), 64);
  }
  // A language's string prefix: b"…", f"…", @"…".
  if (/^[a-zA-Z@$]["']/.test(text.slice(valueFrom, valueFrom + 2))) valueFrom++;
  const value = valueAt(text, valueFrom, name.strength === 'weak' ? LONGEST_WEAK : undefined);
  if (!value) return undefined;
  const crossesLine = text.slice(from, valueFrom).includes('\n');
  const raw = text.slice(value.start, value.end);
  let form: Form = value.quoted ? 'quoted' : valueFrom === from && operator === 61 ? 'assigned' : 'spaced';
  if (form === 'spaced' && operator === 58 && restOfLineIsEmpty(text, value.end) && !isSentenceWord(raw))
    form = 'assigned';
  if (!value.quoted && (compares || crossesLine)) form = 'prose';
  if (!isSecretValue(raw, name, form)) return undefined;
  // Unquoted code: `token = value.next()` assigns an expression, not a literal.
  if (
    form === 'spaced' &&
    /^[a-z_$][\w$]*[.([]/i.test(raw) &&
    /[()[\];]/.test(text.slice(value.start, value.end + 2)) &&
    /^[a-z_$.()\w[\]"']+$/i.test(raw)
  )
    return undefined;
  return { start: value.start, end: value.end, category: name.category };
}

/** 12:34, where no name stands before the colon. */
function isTime(text: string, colon: number): boolean {
  return (
    isAt(text, colon - 1, DIGIT) &&
    isAt(text, colon + 1, DIGIT) &&
    !isAt(text, colon - (isAt(text, colon - 2, DIGIT) ? 3 : 2), NAME)
  );
}

function restOfLineIsEmpty(text: string, index: number): boolean {
  const end = runEnd(text, index, 512, 4);
  return end >= text.length || text.slice(index, end).includes('\n') || '},'.includes(text[end]!);
}

function isSentenceWord(value: string): boolean {
  return /^[A-Z]?[a-z]{1,5}$/.test(value);
}

const assignment: RedactionRule = {
  id: 'named-secret',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['=', ':'] },
  find: findAssigned,
};

const xmlElement: RedactionRule = {
  id: 'named-secret-element',
  category: 'generic_secret',
  generic: true,
  on: { literals: ['>'] },
  find: (text, at, after, floor) => {
    if (text[at - 1] === '-' || text[at - 1] === '=') return undefined;
    const place = nameBefore(text, at, Math.min(floor, at));
    const mark = place && text[place.start - 1];
    if (!place || (mark !== '<' && mark !== '"' && mark !== "'" && mark !== ':')) return undefined;
    const name = secretName(place.name);
    if (!name) return undefined;
    const start = skipSpace(text, after, 64);
    const end = text.slice(start, start + 512).search(/[<\n]/);
    if (end <= 0) return undefined;
    const value = text.slice(start, start + end).trimEnd();
    return isSecretValue(value, name, 'quoted')
      ? { start, end: start + value.length, category: name.category }
      : undefined;
  },
};

/** Words that may stand between a secret's name and its value in a sentence. */
const LINKING =
  /^(?:is|was|were|as|to|of|value|set|now|still|the|been|has|had|equals|with|changed|rotated|reset|used|called|being|read|shows|showed|printed|est|ist|lautet|es)$/i;

function findInProse(text: string, at: number, after: number, floor: number): Span | undefined {
  const nameStart = runStart(text, at, NAME, floor, 60);
  const nameEnd = runEnd(text, after, NAME, 60);
  if (isAt(text, nameEnd - 1, DASH)) return undefined;
  let here = nameEnd;
  while (here > after && isAt(text, here - 1, DOT)) here--;
  const name = secretName(text.slice(nameStart, here));
  if (!name) return undefined;
  const flag = text.startsWith('--', nameStart) || (text[nameStart] === '-' && nameStart > 0);
  while ('"\'`)\\'.includes(text[here] ?? ' ') && here - nameEnd < 4) here++;
  for (let linking = 0; linking <= 4; linking++) {
    const from = skipSpace(text, here, 8);
    if (from === here && linking === 0 && !(text[from] === ',' || text[from] === '|')) return undefined;
    let start = from;
    if (linking === 0 && (text[start] === ',' || text[start] === '|')) start = skipSpace(text, start + 1, 8);
    const wordEnd = runEnd(text, start, ALNUM, 12);
    const ends = text[wordEnd];
    if (wordEnd > start && (ends === ' ' || ends === '\n') && LINKING.test(text.slice(start, wordEnd))) {
      here = wordEnd;
      continue;
    }
    const value = valueAt(text, start, LONGEST_WEAK * 8);
    if (!value) return undefined;
    const raw = text.slice(value.start, value.end);
    const form: Form = flag && linking === 0 && raw[0] !== '-' ? 'spaced' : 'prose';
    if (raw.endsWith('=') && !/^[\w+/]{20,}={1,2}$/.test(raw)) return undefined;
    return isSecretValue(raw, name, form) && !/^[\w.-]+[=:(]/.test(raw)
      ? { start: value.start, end: value.end, category: name.category }
      : undefined;
  }
  return undefined;
}

const prose: RedactionRule = {
  id: 'named-secret-in-prose',
  category: 'generic_secret',
  generic: true,
  on: {
    literals: [
      'password',
      'passwd',
      'pwd',
      'passphrase',
      'secret',
      'token',
      'credential',
      'apikey',
      'key',
      'pat',
      'pass',
      'login',
      'passwort',
      'kennwort',
      'passe',
      'senha',
      'wachtwoord',
    ],
    anyCase: true,
  },
  find: findInProse,
};

export const assignmentRules: readonly RedactionRule[] = [assignment, xmlElement, prose];

export const proofs: Proofs = {
  'named-secret': {
    finds: [
      'DB_PASSWORD=«R0#z4kI0jYD_rrldRxW»\nNEXT=1',
      "export DB_PASSWORD='«R0#z4kI0jYD_rrldRxW»' && ./deploy.sh",
      'const clientSecret = "«5283023025350a382a8ea47691e9fd71»";',
      '{"stripe":{"signing_secret":"«whs-92kdLq81»"}}',
      '"{\\"user\\":\\"svc\\",\\"password\\":\\"«qlYz61Qki-ocao»\\"}"',
      '<add key="adminPassword" value="«Tango_signal6704»"/>',
      "env:\n  - name: DB_PASSWORD\n    value: '«hGjpXz8azviDt3»'",
      'variable "admin_password" { default = "«Tango_signal6704»" }',
      'Server=tcp:db,1433;User ID=app;Password=«LYp7t_URdDale»;Encrypt=True;',
      'PGPASSWORD=«PWu^CXLY4Q-T4Il» psql -U app',
      'password: «sunshine»\nuser: app',
      'contraseña: «Verano2026!»',
      'mot_de_passe=«Tr0ub4dor3»',
      'PassWord : «Q8Uo9Xbvst5F-8»',
      'Aws_Secret_Access_KEY=>"«4ObYLTjUqMGb/MUG6GW4d+Mxb7CU9sUeCgS5bKDQ»"',
      'api key: «8dk2eZ3yd8ABq91LmZ0q»',
      'let password: string = "«correct-horse-9»";',
      '?access_token=«8dk2eZ3yd8ABq91LmZ0q»&user=7',
      '{"cvv":"«123»"}',
    ],
    leaves: [
      'password=<your-password>',
      'API_KEY=${API_KEY}',
      'token: ********',
      'password: {{ .Values.db.password }}',
      'SECRET=$(aws secretsmanager get-secret-value --secret-id db)',
      'const token = process.env.API_TOKEN;',
      'secret_key = var.secret_key',
      'password: xxxxxxxx',
      'api_key=YOUR_API_KEY_HERE',
      'passwordPolicy: {minLength: 14, requireSymbols: true}',
      'public_key_type: ed25519',
      'key_rotation_days = 90',
      'max_tokens: 4096',
      'secret not found: db-credentials',
      'secretName: db-credentials',
      'monkey=QJ8sk2LLq09aZ1x4',
      'function getPassword() { return vault.read("db"); }',
      'const password = await prompt("Password: ");',
      'password = request.form["password"]',
      'if (token == null) return;',
      'partition_key: customer-2001',
      'cacheKey=3f6d704108e191f76c444b32df05d202',
    ],
  },
  'named-secret-element': {
    finds: ['<password>«hGjpXz8azviDt3»</password>', '<string name="api_key">«8dk2eZ3yd8ABq91LmZ0q»</string>'],
    leaves: ['<password></password>', 'token -> bucket', '<secretRef>db-credentials</secretRef>'],
  },
  'named-secret-in-prose': {
    finds: [
      'The pod crashed because DB_PASSWORD was set to «R0#z4kI0jYD_rrldRxW», which had been revoked.',
      '$ aws configure set aws_secret_access_key «imdUgJM7XczNMJm/+2u+CMPVA1ThbeKx5Mf72DOx» --profile prod',
      'curl --token «hunter2hunter» https://x.example.org',
      'machine git.example.org login ci password «hGjpXz8azviDt3»',
      '| password | «hGjpXz8azviDt3» |',
      'Le mot de passe est «Tr0ub4dor&3» depuis hier',
      'the API key «8dk2eZ3yd8ABq91LmZ0q» leaked',
    ],
    leaves: [
      'The password was rotated after the incident.',
      'Token bucket exhausted: capacity 500, refill 50/s',
      'API key limit exceeded for the free plan',
      'AWS_SECRET_ACCESS_KEY is missing from the environment',
      'private key mismatch with certificate',
      'primary key (order_id, line_no)',
      'partition key orderId was hot',
      'the secretary approved',
      'SELECT password_hash FROM users LIMIT 1',
      'tokenization of 14 documents finished',
    ],
  },
};
