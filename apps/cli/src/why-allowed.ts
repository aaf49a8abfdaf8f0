import type { AllowedField } from '@org/console';
import { FREE_TEXT_FIELDS, InvestigationEventSchema } from '@org/event-schema';

/** As much of JSON Schema as the event's schema is written in. */
interface Field {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly const?: unknown;
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly patternProperties?: Readonly<Record<string, Field>>;
}

const FREE_TEXT = FREE_TEXT_FIELDS.map((field) => field.split('/'));

/** Why each field of an event may cross, asked of the schema that the formatter and the router hold it to. */
export function whyAllowed(event: unknown): AllowedField[] {
  return fields(event, InvestigationEventSchema as Field, []);
}

function fields(value: unknown, schema: Field | undefined, path: readonly string[]): AllowedField[] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, item]) => fields(item, fieldNamed(name, schema), [...path, name]));
  }
  const pointer = path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  if (!schema) return [{ pointer, declared: false, why: 'NOT DECLARED in the schema' }];
  return [{ pointer, declared: true, why: whyOf(schema, path) }];
}

function fieldNamed(name: string, schema: Field | undefined): Field | undefined {
  if (schema?.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name];
  return Object.entries(schema?.patternProperties ?? {}).find(([pattern]) => new RegExp(pattern).test(name))?.[1];
}

function whyOf(schema: Field, path: readonly string[]): string {
  if (schema.type === 'array' && schema.items) {
    const upTo = schema.maxItems === undefined ? 'a list' : `a list of up to ${schema.maxItems}`;
    return `${upTo}, each ${whyOf(schema.items, [...path, '0'])}`;
  }
  if (isFreeText(path)) return `free text: redacted, then cut to ${schema.maxLength ?? 0} characters`;
  if (schema.enum) return `closed vocabulary of ${schema.enum.length} words`;
  if (schema.const !== undefined) return 'a fixed value';
  if (path[0] === 'links') return 'a link that the formatter built, without a finding of the redactor';
  if (schema.pattern !== undefined) return 'declared field of a fixed form';
  if (schema.type === 'integer' || schema.type === 'number') return 'a number';
  return 'declared field, from the client registry';
}

function isFreeText(path: readonly string[]): boolean {
  return FREE_TEXT.some(
    ([, ...field]) =>
      field.length === path.length && field.every((name, index) => name === '*' || name === path[index]),
  );
}
