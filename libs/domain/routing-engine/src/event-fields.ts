import { investigationEventJsonSchema } from '@org/event-schema';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** What the event schema says about a field: its closed list if it has one, or why no pattern on it can match. */
export type FieldFacts =
  | { readonly ok: true; readonly values?: ReadonlySet<string> }
  | { readonly ok: false; readonly what: string; readonly mend: string };

const TEXT: Schema = { type: 'string' };

/** What the registry knows of a client, beside the fields of the event. */
const CLIENT: Schema = {
  type: 'object',
  properties: {
    account_id: TEXT,
    name: TEXT,
    environment: TEXT,
    membership: { type: 'string', enum: ['organization', 'external'] },
    tier: TEXT,
    regions: { type: 'array', items: TEXT },
    tags: { type: 'object', patternProperties: { '': TEXT } },
  },
};

const EVENT: Schema = (() => {
  const schema = investigationEventJsonSchema() as Schema;
  return { ...schema, properties: { ...schema.properties, client: CLIENT } };
})();

const ANY_VALUE: FieldFacts = { ok: true };
const looked = new Map<string, FieldFacts>();

/** Looks up a field by its dotted path. A name under a map, such as a tag, may be any. */
export function factsOf(path: string): FieldFacts {
  // Tags have names of anybody's choice, so only the declared fields are remembered.
  if (path.startsWith('tags.') || path.startsWith('client.tags.')) return ANY_VALUE;
  const known = looked.get(path);
  if (known !== undefined) return known;
  const facts = lookUp(path);
  if (facts.ok) looked.set(path, facts);
  return facts;
}

function lookUp(path: string): FieldFacts {
  let schema: Schema = EVENT;
  let known = '';
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    if (schema.patternProperties !== undefined) return ANY_VALUE;
    const next: Schema | undefined =
      schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    if (next === undefined) return undeclared(path, names[index] as string, known, schema);
    known = known === '' ? name : `${known}.${name}`;
    schema = next.type === 'array' && next.items ? next.items : next;
  }
  if (schema.type === 'object') {
    return {
      ok: false,
      what: `"${path}" is an object, and a pattern can only ask for values`,
      mend: 'Name a field inside it',
    };
  }
  return schema.enum ? { ok: true, values: new Set(schema.enum) } : ANY_VALUE;
}

function undeclared(path: string, name: string, known: string, schema: Schema): FieldFacts {
  const declared = Object.keys(schema.properties ?? {}).join(', ');
  const where = known === '' ? 'the event' : `"${known}"`;
  const envelope = known === '' && ['detail', 'source', 'detail-type', 'account'].includes(name);
  return {
    ok: false,
    what: `no event has the field "${path}", so this can never match`,
    mend: envelope
      ? 'Write the pattern over the event itself, without the envelope that EventBridge puts around it'
      : `Use a field that ${where} declares: ${declared === '' ? 'it has none' : declared}`,
  };
}
