import { Value } from '@sinclair/typebox/value';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
import { ValueErrorType, type ValueError } from '@sinclair/typebox/errors';
import type { TSchema } from '@sinclair/typebox';
import { pointerOf, pointerParts, printable, spoken } from './pointers';
import { REGION, SECRET_NAME } from './schema';
import { holdsSecret, looksLikeSecret } from './secrets';
import { nearest } from './suggest';

/** One thing wrong with a value, by JSON pointer. */
export interface ShapeProblem {
  readonly pointer: string;
  readonly what: string;
  readonly mend: string;
  /** `key`: the problem is that the key is there at all. */
  readonly part?: 'key';
}

export type Shaped<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ShapeProblem[] };

const compiled = new Map<TSchema, TypeCheck<TSchema>>();

/** Fills in the defaults and checks the shape; says everything that does not fit. Never changes `written`. */
export function shaped<T>(
  schema: TSchema,
  written: unknown,
  source: (pointer: string) => string | undefined,
): Shaped<T> {
  const problems = new Map<string, ShapeProblem>();
  const add = (problem: ShapeProblem) => problems.has(problem.pointer) || problems.set(problem.pointer, problem);
  for (const pointer of secretsIn(written)) {
    add({
      pointer,
      what: `${spoken(pointer)} holds a secret`,
      mend: 'take it out, replace it where it is valid, and name a secret of Secrets Manager',
    });
  }
  for (const problem of strayNames(schema, written)) add(problem);
  let value: unknown = Value.Clone(written);
  value = Value.Default(schema, value);
  const check = compiled.get(schema) ?? TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  for (const error of check.Errors(value)) {
    const covered = [...problems.keys()].some(
      (pointer) => error.path === pointer || error.path.startsWith(`${pointer}/`),
    );
    if (!covered) add(problemOf(error, schema, source));
  }
  return problems.size > 0 ? { ok: false, problems: [...problems.values()] } : { ok: true, value: value as T };
}

function problemOf(error: ValueError, root: TSchema, source: (pointer: string) => string | undefined): ShapeProblem {
  const { path: pointer, schema, value, type } = error;
  const where = spoken(pointer);
  const says = typeof schema.description === 'string' ? schema.description : 'a value that fits';
  if (type === ValueErrorType.ObjectAdditionalProperties) return unknownKey(pointer, root);
  if (type === ValueErrorType.ObjectRequiredProperty || value === undefined) {
    const name = pointerParts(pointer).at(-1) ?? '';
    return { pointer, what: `${where} is missing`, mend: `add ${name}: ${lowerFirst(says)}` };
  }
  if (value === null)
    return { pointer, what: `${where} is empty`, mend: `give it a value, or remove the line: ${lowerFirst(says)}` };
  if (schema[SECRET_NAME] === true && typeof value === 'string' && looksLikeSecret(value))
    return secretInPlaceOfName(pointer, says);
  if (schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) {
    return {
      pointer,
      what: `${where} is a ${typeof value}, and must be text`,
      mend: `put it in quotes: "${printable(source(pointer) ?? String(value))}"`,
    };
  }
  if (Array.isArray(schema['enum'])) {
    const known = schema['enum'] as string[];
    const found = typeof value === 'string' ? `"${printable(value)}"` : kindOf(value);
    return {
      pointer,
      what: `${where} is ${found}, and must be one of ${known.join(', ')}`,
      mend: didYouMean(value, known) ?? `choose one of them`,
    };
  }
  if (schema['enum'] === undefined && typeof value === 'string' && schema.type === 'string') {
    const shown = schema[SECRET_NAME] === true ? 'what is given' : `"${printable(value)}"`;
    const mend = schema[REGION] === true ? didYouMean(value, REGIONS) : undefined;
    return { pointer, what: `${where} does not fit: ${shown}`, mend: mend ?? says };
  }
  if (typeof value === 'number' && (schema.type === 'integer' || schema.type === 'number')) {
    return {
      pointer,
      what: `${where} is ${value}, and must be a whole number from ${schema['minimum']} to ${schema['maximum']}`,
      mend: says,
    };
  }
  if (Array.isArray(value) && schema.type === 'array') {
    const limit = type === ValueErrorType.ArrayUniqueItems ? 'holds an item twice' : `has ${value.length} items`;
    const mend =
      type === ValueErrorType.ArrayUniqueItems
        ? 'remove the repeat'
        : `give ${schema['minItems'] ?? 0} to ${schema['maxItems'] ?? 'any number of'} items: ${lowerFirst(says)}`;
    return { pointer, what: `${where} ${limit}`, mend };
  }
  return { pointer, what: `${where} is ${kindOf(value)}, and must be ${kindWanted(schema)}`, mend: says };
}

function secretInPlaceOfName(pointer: string, says: string): ShapeProblem {
  return {
    pointer,
    what: `${spoken(pointer)} looks like a secret, and must be the name of one`,
    mend: `put the secret into Secrets Manager, replace it where it was valid, and write its name here. ${says}`,
  };
}

/** Names of secrets that are well-formed as names, and still look like what they should name. */
export function secretsInPlaceOfNames(schema: TSchema, value: unknown, pointer = ''): ShapeProblem[] {
  if (typeof value === 'string') {
    return schema[SECRET_NAME] === true && looksLikeSecret(value)
      ? [secretInPlaceOfName(pointer, String(schema.description))]
      : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const field = fieldOf(schema, name);
    return field ? secretsInPlaceOfNames(field, item, pointer + pointerOf(name)) : [];
  });
}

function unknownKey(pointer: string, root: TSchema): ShapeProblem {
  const parts = pointerParts(pointer);
  const name = parts.at(-1) ?? '';
  const parent = schemaAt(root, parts.slice(0, -1));
  const pattern = Object.keys((parent?.['patternProperties'] as object | undefined) ?? {})[0];
  if (pattern !== undefined) {
    return {
      pointer,
      part: 'key',
      what: `"${printable(name)}" cannot be a name here`,
      mend: `use a name that matches ${pattern}`,
    };
  }
  const known = Object.keys((parent?.['properties'] as object | undefined) ?? {});
  const home = didYouMean(name, known) ?? elsewhere(name, root) ?? `remove it; known here: ${known.join(', ')}`;
  return { pointer, part: 'key', what: `unknown key "${printable(name)}"`, mend: home };
}

// Beside declared keys some objects take keys of the writer's own; one that is a slip of a declared key is not taken.
function strayNames(schema: TSchema, value: unknown, pointer = ''): ShapeProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const declared = Object.keys((schema['properties'] as object | undefined) ?? {});
  const open = typeof schema['additionalProperties'] === 'object';
  return Object.entries(value).flatMap(([name, item]) => {
    const here = pointer + pointerOf(name);
    const meant = open && declared.length > 0 && !declared.includes(name) ? didYouMean(name, declared) : undefined;
    if (meant !== undefined)
      return [{ pointer: here, part: 'key' as const, what: `unknown key "${printable(name)}"`, mend: meant }];
    const field = fieldOf(schema, name);
    return field ? strayNames(field, item, here) : [];
  });
}

function elsewhere(name: string, root: TSchema): string | undefined {
  const search = (schema: TSchema, path: string): string | undefined => {
    for (const [key, field] of Object.entries((schema['properties'] ?? {}) as Record<string, TSchema>)) {
      if (key === name && path !== '') return path;
      const found = search(field, path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const path = search(root, '');
  return path === undefined ? undefined : `move it under ${path}`;
}

function secretsIn(value: unknown, pointer = ''): string[] {
  if (typeof value === 'string') return holdsSecret(value) ? [pointer] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => secretsIn(item, pointer + pointerOf(name)));
}

function schemaAt(schema: TSchema, parts: readonly string[]): TSchema | undefined {
  return parts.reduce<TSchema | undefined>((at, part) => at && fieldOf(at, part), schema);
}

function fieldOf(schema: TSchema, name: string): TSchema | undefined {
  if (schema['type'] === 'array') return schema['items'] as TSchema;
  const properties = (schema['properties'] ?? {}) as Record<string, TSchema>;
  if (Object.hasOwn(properties, name)) return properties[name];
  const patterned = Object.values((schema['patternProperties'] ?? {}) as Record<string, TSchema>)[0];
  const additional = schema['additionalProperties'];
  return patterned ?? (typeof additional === 'object' ? (additional as TSchema) : undefined);
}

function didYouMean(value: unknown, known: readonly string[]): string | undefined {
  const meant = typeof value === 'string' ? nearest(value, known) : undefined;
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

const lowerFirst = (text: string) => `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a section';
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

function kindWanted(schema: TSchema): string {
  const kinds: Record<string, string> = {
    object: 'a section',
    array: 'a list',
    string: 'text',
    boolean: 'true or false',
  };
  return kinds[String(schema['type'])] ?? `a whole number`;
}

// Only for "did you mean"; a Region that is not listed is accepted all the same.
// Those with DevOps Agent on 2026-06-12: AWS DevOps Agent User Guide, "Supported Regions".
const REGIONS = [
  'us-east-1',
  'us-west-2',
  'ca-central-1',
  'sa-east-1',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
];
