import type { Static, TSchema } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors';
import { HeartbeatSchema, InvestigationEventSchema, type Heartbeat, type InvestigationEvent } from './schema';

/** One thing wrong with a value: where, what was expected, what was found (its kind and size, never its value), and the mend. */
export interface Problem {
  /** JSON pointer (RFC 6901). A field name that could itself be client text is written `(undeclared)`, one in a map `(name)`. */
  readonly pointer: string;
  readonly expected: string;
  readonly found: string;
  readonly mend: string;
}

/** A good value, or everything that is wrong with it. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** More problems than this help nobody, and a hostile value could make millions. */
const MAX_PROBLEMS = 50;

/**
 * Reads an event of ours, or lists every problem with it (at most 50). Nothing of the value is repeated in a problem,
 * so problems may be logged and shown. Numbers are not converted, and undeclared fields are refused.
 */
export const parseInvestigationEvent: (value: unknown) => Parsed<InvestigationEvent> = (value) => {
  const parsed = shape(value);
  if (!parsed.ok) return parsed;
  const { summary, event_type, status } = parsed.value;
  const problems: Problem[] = [];
  if (summary.withheld && summary.root_cause_brief !== undefined) {
    problems.push({
      pointer: '/summary/root_cause_brief',
      expected: 'no brief in a withheld event',
      found: describe(summary.root_cause_brief),
      mend: 'leave the field out when `withheld` is true',
    });
  }
  if ((summary.withheld === true) !== (summary.withheld_reason !== undefined)) {
    problems.push({
      pointer: '/summary/withheld_reason',
      expected: '`withheld` and `withheld_reason` together, or neither',
      found: summary.withheld ? 'no reason' : 'a reason without `withheld`',
      mend: 'set both, or leave both out',
    });
  }
  const expectedStatus = STATUS_OF[event_type];
  if (expectedStatus && !expectedStatus.includes(status)) {
    problems.push({
      pointer: '/status',
      expected: `for ${event_type}: ${expectedStatus.join(' or ')}`,
      found: `status ${status}`,
      mend: 'make `status` agree with `event_type`',
    });
  }
  return problems.length > 0 ? { ok: false, problems } : parsed;
};

/** Reads a heartbeat, or lists every problem with it. */
export const parseHeartbeat: (value: unknown) => Parsed<Heartbeat> = parserOf(HeartbeatSchema);

const shape = parserOf(InvestigationEventSchema);

// A mitigation leaves the investigation's own status as it was, so those event types are not listed.
const STATUS_OF: Partial<Record<InvestigationEvent['event_type'], readonly InvestigationEvent['status'][]>> = {
  investigation_completed: ['ROOT_CAUSE_FOUND', 'INCONCLUSIVE'],
  investigation_failed: ['FAILED'],
  investigation_timed_out: ['TIMED_OUT'],
  investigation_cancelled: ['CANCELLED'],
  investigation_linked: ['LINKED'],
  investigation_skipped: ['SKIPPED'],
};

/** A parser for any of our schemas, with problems that name no value. */
export function parserOf<S extends TSchema>(schema: S): (value: unknown) => Parsed<Static<S>> {
  const compiled = TypeCompiler.Compile(schema);
  // TypeBox looks for repeats by hashing every item, which takes four times as long as all the rest of an event.
  const lists: (readonly string[])[] = [];
  const quick = TypeCompiler.Compile(withoutUniqueItems(schema, [], lists));
  return (value) => {
    if (quick.Check(value) && !lists.some((path) => repeats(value, path))) {
      return { ok: true, value: value as Static<S> };
    }
    const problems: Problem[] = [];
    const seen = new Set<string>();
    for (const error of compiled.Errors(value)) {
      const pointer = safePointer(error, schema);
      if (seen.has(pointer)) continue; // a missing field is reported twice: as missing, and as the wrong type
      seen.add(pointer);
      problems.push({ pointer, expected: expectation(error), found: describe(error.value), mend: mendFor(error) });
      if (problems.length >= MAX_PROBLEMS) break;
    }
    return { ok: false, problems };
  };
}

/** The schema without the demand that lists of text hold no item twice, where properties alone lead to them; notes their paths. */
function withoutUniqueItems(schema: TSchema, path: readonly string[], lists: (readonly string[])[]): TSchema {
  if (schema['uniqueItems'] === true && (schema['items'] as TSchema)['type'] === 'string') {
    lists.push(path);
    return { ...schema, uniqueItems: false } as TSchema;
  }
  const properties = schema['properties'] as Record<string, TSchema> | undefined;
  if (!properties) return schema;
  const inner = Object.entries(properties).map(([name, of]) => [name, withoutUniqueItems(of, [...path, name], lists)]);
  return { ...schema, properties: Object.fromEntries(inner) as Record<string, TSchema> } as TSchema;
}

function repeats(value: unknown, path: readonly string[]): boolean {
  let list = value;
  for (const name of path) list = (list as Record<string, unknown> | undefined)?.[name];
  return Array.isArray(list) && new Set(list).size < list.length;
}

function safePointer(error: ValueError, schema: TSchema): string {
  const undeclared = error.type === ValueErrorType.ObjectAdditionalProperties;
  const parts = error.path.split('/');
  let of: TSchema | undefined = schema;
  return parts
    .map((part, index) => {
      if (index === 0) return part;
      const inMap = of?.['patternProperties'] !== undefined; // such as a tag, which the sender named
      of =
        (of?.['properties'] as Record<string, TSchema> | undefined)?.[part] ?? (of?.['items'] as TSchema | undefined);
      if (inMap) return '(name)';
      return isPlainName(part, undeclared && index === parts.length - 1) ? part : '(undeclared)';
    })
    .join('/');
}

// Names of ours are short and lower case; anything else in a pointer came from the sender and is not repeated.
function isPlainName(part: string, undeclared: boolean): boolean {
  return undeclared ? /^[a-z][a-z_]{0,31}$/.test(part) : /^[A-Za-z0-9_-]{0,64}$/.test(part);
}

function expectation({ type, schema }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'no such field';
  if (type === ValueErrorType.ObjectRequiredProperty) return 'a value';
  if (Array.isArray(schema['enum'])) return `one of ${listed(schema['enum'] as string[])}`;
  if (schema['const'] !== undefined) return JSON.stringify(schema['const']);
  const limits = [
    schema['pattern'] !== undefined && `matching ${schema['pattern']}`,
    schema['minLength'] !== undefined && `at least ${schema['minLength']} characters`,
    schema['maxLength'] !== undefined && `at most ${schema['maxLength']} characters`,
    schema['minimum'] !== undefined && `at least ${schema['minimum']}`,
    schema['maximum'] !== undefined && `at most ${schema['maximum']}`,
    schema['maxItems'] !== undefined && `at most ${schema['maxItems']} items`,
    schema['uniqueItems'] === true && 'no item twice',
    schema['maxProperties'] !== undefined && `at most ${schema['maxProperties']} fields`,
  ].filter((limit) => limit !== false);
  return [schema['type'] ?? 'a value of this field', ...limits].join(', ');
}

function mendFor({ type, schema }: ValueError): string {
  if (type === ValueErrorType.ObjectAdditionalProperties) return 'remove the field: what is not declared cannot cross';
  if (type === ValueErrorType.ObjectRequiredProperty) return 'add the field';
  return typeof schema.description === 'string'
    ? `give what the schema says: ${schema.description}`
    : 'give a value that fits';
}

function listed(values: readonly string[]): string {
  return values.length <= 12 ? values.join(', ') : `${values.slice(0, 12).join(', ')}, … (${values.length} in all)`;
}

/** The kind and size of a value, and nothing of what it says. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return `a string of ${value.length} characters`;
  if (Array.isArray(value)) return `an array of ${value.length} items`;
  if (typeof value === 'object') return `an object of ${Object.keys(value).length} fields`;
  return `a ${typeof value}`;
}
