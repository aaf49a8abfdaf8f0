import type { TSchema } from '@sinclair/typebox';
import { FREE_TEXT, InvestigationEventSchema, type InvestigationEvent } from './schema';

/** Where in an event free text may stand, as JSON pointers with `*` for any item or key. */
export const FREE_TEXT_FIELDS: readonly string[] = fieldsOf(InvestigationEventSchema, '');

/**
 * A copy of the event in which every piece of free text (and every key of a marked map) has passed through `change`.
 * This is how the formatter redacts: it asks the schema, not a list of its own. When `change` makes two keys of a map
 * equal, the later keeps its place with a number behind it, so that nothing is dropped silently.
 *
 * @param change gets the text and the pointer of its field; what it throws is thrown
 */
export function mapFreeText(
  event: InvestigationEvent,
  change: (text: string, pointer: string) => string,
): InvestigationEvent {
  return walk(event, InvestigationEventSchema, '', change) as InvestigationEvent;
}

function fieldsOf(schema: TSchema, pointer: string): string[] {
  if (schema[FREE_TEXT] === true) return [schema['type'] === 'object' ? `${pointer}/*` : pointer];
  if (schema['type'] === 'array') return fieldsOf(schema['items'] as TSchema, `${pointer}/*`);
  return Object.entries((schema['properties'] ?? {}) as Record<string, TSchema>).flatMap(([name, field]) =>
    fieldsOf(field, `${pointer}/${name}`),
  );
}

function walk(
  value: unknown,
  schema: TSchema,
  pointer: string,
  change: (text: string, pointer: string) => string,
): unknown {
  if (typeof value === 'string') return schema[FREE_TEXT] === true ? change(value, pointer) : value;
  if (Array.isArray(value)) {
    return value.map((item, index) => walk(item, schema['items'] as TSchema, `${pointer}/${index}`, change));
  }
  if (typeof value !== 'object' || value === null) return value;
  if (schema[FREE_TEXT] === true) return mapEntries(value as Record<string, string>, pointer, change);
  const fields = (schema['properties'] ?? {}) as Record<string, TSchema>;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      return [name, field ? walk(item, field, `${pointer}/${name}`, change) : item];
    }),
  );
}

function mapEntries(map: Record<string, string>, pointer: string, change: (text: string, pointer: string) => string) {
  const changed = new Map<string, string>();
  for (const [key, text] of Object.entries(map)) {
    const base = change(key, pointer);
    let name = base;
    for (let again = 2; changed.has(name); again++) name = `${base} (${again})`;
    changed.set(name, change(text, `${pointer}/${name}`));
  }
  return Object.fromEntries(changed);
}
