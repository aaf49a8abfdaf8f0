import { apiModel, type Operation, type Shape } from './api-model';

/** One way in which a value differs from the model. Values are never repeated. */
export interface ModelProblem {
  /** JSON pointer into the value. */
  readonly pointer: string;
  /**
   * `enum` is of its own kind because the service adds values before the model does (SYSTEM_LEARNING is one): a client
   * must live with them, and an emulator may send them on purpose.
   */
  readonly kind: 'missing' | 'undeclared' | 'type' | 'limit' | 'pattern' | 'enum';
  readonly expected: string;
}

/**
 * Compares a request or a response with the API model, and lists every difference.
 *
 * @param value for `input`: path, query and body members together, as an SDK's caller would pass them, but with times as
 *   they are on the wire; for `output`: the response body
 */
export function checkAgainstModel(operation: Operation, side: 'input' | 'output', value: unknown): ModelProblem[] {
  const problems: ModelProblem[] = [];
  walk(value, apiModel.operations[operation][side].shape, '', problems);
  return problems;
}

function walk(value: unknown, name: string, pointer: string, problems: ModelProblem[]): void {
  const shape = shapeNamed(name);
  const wrong = (kind: ModelProblem['kind'], expected: string) => problems.push({ pointer, kind, expected });
  if (shape.document) {
    if (value === undefined) wrong('type', 'any JSON');
    return;
  }
  switch (shape.type) {
    case 'structure':
      if (!isRecord(value)) return void wrong('type', `a structure (${name})`);
      return walkStructure(value, shape, pointer, problems);
    case 'list':
      if (!Array.isArray(value)) return void wrong('type', `a list (${name})`);
      checkLimits(value.length, shape, wrong, 'items');
      return value.forEach((item, index) => walk(item, elementOf(shape, 'member'), `${pointer}/${index}`, problems));
    case 'map':
      if (!isRecord(value)) return void wrong('type', `a map (${name})`);
      checkLimits(Object.keys(value).length, shape, wrong, 'entries');
      return Object.entries(value).forEach(([key, item]) => {
        walk(key, elementOf(shape, 'key'), `${pointer}/${escaped(key)}`, problems);
        walk(item, elementOf(shape, 'value'), `${pointer}/${escaped(key)}`, problems);
      });
    case 'string':
      if (typeof value !== 'string') return void wrong('type', 'a string');
      checkLimits(value.length, shape, wrong, 'characters');
      if (shape.enum && !shape.enum.includes(value)) wrong('enum', `one of ${shape.enum.join(', ')}`);
      if (shape.pattern && !new RegExp(`^(?:${shape.pattern})$`, 'u').test(value)) wrong('pattern', shape.pattern);
      return;
    case 'integer':
    case 'long':
      if (!Number.isInteger(value)) return void wrong('type', 'an integer');
      return checkLimits(value as number, shape, wrong, '');
    case 'boolean':
      if (typeof value !== 'boolean') wrong('type', 'a boolean');
      return;
    case 'timestamp':
      // REST-JSON's default in a body is epoch seconds; shapes that differ say so.
      if (shape.timestampFormat === 'iso8601') {
        if (typeof value !== 'string' || !ISO_8601.test(value)) wrong('type', 'a time as ISO 8601 in UTC');
      } else if (typeof value !== 'number') wrong('type', 'a time as epoch seconds');
      return;
    default:
      throw new Error(
        `The API model holds a shape of type ${shape.type}, which this check does not know. Add it here.`,
      );
  }
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

function walkStructure(value: Record<string, unknown>, shape: Shape, pointer: string, problems: ModelProblem[]): void {
  const members = shape.members ?? {};
  for (const name of shape.required ?? []) {
    if (value[name] === undefined)
      problems.push({ pointer: `${pointer}/${name}`, kind: 'missing', expected: 'a value' });
  }
  for (const [name, item] of Object.entries(value)) {
    const member = Object.hasOwn(members, name) ? members[name] : undefined;
    if (!member)
      problems.push({ pointer: `${pointer}/${escaped(name)}`, kind: 'undeclared', expected: 'no such member' });
    else if (item !== undefined) walk(item, member.shape, `${pointer}/${name}`, problems);
  }
}

function checkLimits(
  size: number,
  { min, max }: Shape,
  wrong: (kind: 'limit', expected: string) => void,
  unit: string,
): void {
  if (min !== undefined && size < min) wrong('limit', `at least ${min} ${unit}`.trim());
  if (max !== undefined && size > max) wrong('limit', `at most ${max} ${unit}`.trim());
}

function elementOf(shape: Shape, part: 'member' | 'key' | 'value'): string {
  return (shape[part] as { shape: string }).shape;
}

function shapeNamed(name: string): Shape {
  const shape = Object.hasOwn(apiModel.shapes, name) ? apiModel.shapes[name] : undefined;
  if (!shape) throw new Error(`The API model names the shape ${name} and does not hold it. Trim it again, with it.`);
  return shape;
}

function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
