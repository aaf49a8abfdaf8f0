import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

type Item = Record<string, unknown>;

/** The input of a command, as much of it as our adapters use. */
interface Input {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Item;
  readonly IndexName?: string;
  readonly ScanIndexForward?: boolean;
  readonly Limit?: number;
}

/** A command of the document client. */
export interface TableCommand {
  readonly input: object;
}

export interface TableInMemory {
  /** Does one command at once; what is absent from the table is answered as DynamoDB does. */
  perform(command: TableCommand): { Item?: Item; Items?: Item[]; Attributes?: Item };
  /** A document client over this table; `around` may delay a command, refuse it, or lose its answer. */
  documents(around?: <T>(command: TableCommand, perform: () => T) => Promise<T>): DynamoDBDocumentClient;
}

/**
 * DynamoDB's single-item calls and queries, with their conditions, in memory: as much of the language of expressions as
 * our adapters write. The contract of the store runs on it, and anything that it does not know throws.
 */
export function tableInMemory(): TableInMemory {
  const partitions = new Map<string, Map<string, Item>>();

  const find = ({ pk, sk }: Item) => partitions.get(pk as string)?.get(sk as string);
  const write = (item: Item) => {
    const pk = item['pk'] as string;
    const partition = partitions.get(pk) ?? new Map<string, Item>();
    partitions.set(pk, partition);
    partition.set(item['sk'] as string, item);
  };
  const mustHold = (input: Input, before: Item | undefined) => {
    if (input.ConditionExpression === undefined || compiled(input.ConditionExpression)(scopeOf(input, before))) return;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  };

  function perform(command: TableCommand): { Item?: Item; Items?: Item[]; Attributes?: Item } {
    const input = command.input as Input;
    const key = input.Key ?? {};
    if (command instanceof GetCommand) {
      const found = find(key);
      return found ? { Item: { ...found } } : {};
    }
    if (command instanceof PutCommand) {
      const item = withoutUndefined(input.Item ?? {});
      mustHold(input, find(item));
      write(item);
      return {};
    }
    if (command instanceof UpdateCommand) {
      const before = find(key);
      mustHold(input, before);
      write(updated(input, { ...key, ...before }));
      return before ? { Attributes: { ...before } } : {};
    }
    if (command instanceof DeleteCommand) {
      mustHold(input, find(key));
      partitions.get(key['pk'] as string)?.delete(key['sk'] as string);
      return {};
    }
    if (command instanceof QueryCommand) return { Items: queried(input) };
    throw new Error('The table in memory does not know this command.');
  }

  function queried(input: Input): Item[] {
    const index = input.IndexName !== undefined;
    const sort = index ? 'gsi1sk' : 'sk';
    const pk = input.ExpressionAttributeValues?.[':pk'] as string;
    const key = compiled(input.KeyConditionExpression ?? '');
    const kept = input.FilterExpression === undefined ? () => true : compiled(input.FilterExpression);
    const found: Item[] = [];
    const look = (item: Item) => {
      const scope = scopeOf(input, item);
      if (key(scope) && kept(scope)) found.push(item);
    };
    if (index) {
      for (const partition of partitions.values()) {
        for (const item of partition.values()) if (item['gsi1pk'] === pk) look(item);
      }
    } else partitions.get(pk)?.forEach(look);
    found.sort((a, b) => ((a[sort] as string) < (b[sort] as string) ? -1 : 1));
    if (input.ScanIndexForward === false) found.reverse();
    return found.slice(0, input.Limit);
  }

  return {
    perform,
    documents: (around = async (_command, run) => run()) => {
      // The paginators of the SDK ask for an instance.
      const client = Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient;
      const send = (command: TableCommand) => around(command, () => perform(command));
      return Object.assign(client, { send });
    },
  };
}

interface Change {
  readonly clause: string;
  readonly path: string;
  readonly value: string;
}
const knownChanges = new Map<string, readonly Change[]>();

function changesOf(expression: string): readonly Change[] {
  const known = knownChanges.get(expression);
  if (known) return known;
  const changes: Change[] = [];
  const clauses = expression.split(/\b(SET|ADD|REMOVE)\b/).slice(1);
  for (let index = 0; index < clauses.length; index += 2) {
    const [clause = '', parts = ''] = clauses.slice(index, index + 2);
    for (const part of parts.split(/,(?![^(]*\))/).map((each) => each.trim())) {
      const [path = '', value = ''] = part.split(clause === 'ADD' ? /\s+/ : /\s*=\s*/);
      changes.push({ clause, path, value });
    }
  }
  knownChanges.set(expression, changes);
  return changes;
}

function updated(input: Input, before: Item): Item {
  const after: Item = { ...before };
  const scope = scopeOf(input, before);
  for (const { clause, path, value } of changesOf(input.UpdateExpression ?? '')) {
    const name = nameOf(path, scope);
    if (clause === 'REMOVE') delete after[name];
    else after[name] = clause === 'ADD' ? added(before[name], scope.values[value]) : valueOf(value, scope);
  }
  return withoutUndefined(after);
}

function added(before: unknown, more: unknown): unknown {
  if (more instanceof Set) return new Set([...((before as Set<unknown> | undefined) ?? []), ...more]);
  return ((before as number | undefined) ?? 0) + (more as number);
}

interface Scope {
  readonly item: Item;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Item;
}
type Test = (scope: Scope) => boolean;

function scopeOf(input: Input, item: Item | undefined): Scope {
  return {
    item: item ?? {},
    names: input.ExpressionAttributeNames ?? {},
    values: input.ExpressionAttributeValues ?? {},
  };
}

function nameOf(path: string, { names }: Scope): string {
  const name = path.startsWith('#') ? names[path] : path;
  if (name === undefined) throw new Error(`The expression uses ${path}, which has no name.`);
  return name;
}

function valueOf(operand: string, scope: Scope): unknown {
  const otherwise = /^if_not_exists\((\S+?),\s*(\S+?)\)$/.exec(operand);
  if (otherwise) return valueOf(otherwise[1] ?? '', scope) ?? valueOf(otherwise[2] ?? '', scope);
  if (!operand.startsWith(':')) return scope.item[nameOf(operand, scope)];
  if (!(operand in scope.values)) throw new Error(`The expression uses ${operand}, which has no value.`);
  return scope.values[operand];
}

const known = new Map<string, Test>();

function compiled(expression: string): Test {
  const test = known.get(expression) ?? parse(expression);
  known.set(expression, test);
  return test;
}

/** `OR` binds weakest, then `AND`, then `NOT`; BETWEEN takes its own AND. */
function parse(expression: string): Test {
  const tokens = expression.match(/\(|\)|,|<>|<=|>=|=|<|>|[:#\w]+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const take = (token: string) => tokens[at] === token && at++ >= 0;

  const either = (): Test => {
    const tests = [both()];
    while (take('OR')) tests.push(both());
    return (scope) => tests.some((test) => test(scope));
  };
  const both = (): Test => {
    const tests = [one()];
    while (take('AND')) tests.push(one());
    return (scope) => tests.every((test) => test(scope));
  };
  const one = (): Test => {
    if (take('NOT')) {
      const test = one();
      return (scope) => !test(scope);
    }
    if (take('(')) {
      const test = either();
      next();
      return test;
    }
    const left = next();
    if (take('(')) {
      const operands = [next()];
      while (take(',')) operands.push(next());
      next();
      return called(left, operands);
    }
    const operator = next();
    const right = next();
    if (operator === 'BETWEEN') {
      next();
      const upper = next();
      return (scope) =>
        compare('>=', valueOf(left, scope), valueOf(right, scope)) &&
        compare('<=', valueOf(left, scope), valueOf(upper, scope));
    }
    return (scope) => compare(operator, valueOf(left, scope), valueOf(right, scope));
  };

  const test = either();
  if (at !== tokens.length) throw new Error(`The table in memory cannot read the expression ${expression}`);
  return test;
}

function called(name: string, [first = '', second = '']: readonly string[]): Test {
  switch (name) {
    case 'attribute_exists':
      return (scope) => valueOf(first, scope) !== undefined;
    case 'attribute_not_exists':
      return (scope) => valueOf(first, scope) === undefined;
    case 'begins_with':
      return (scope) =>
        (valueOf(first, scope) as string | undefined)?.startsWith(valueOf(second, scope) as string) ?? false;
    case 'contains':
      return (scope) => (valueOf(first, scope) as Set<unknown> | undefined)?.has(valueOf(second, scope)) ?? false;
    default:
      throw new Error(`The table in memory does not know the function ${name}.`);
  }
}

/** Nothing compares with what is absent, or of another type; and both differ from everything. */
function compare(operator: string, left: unknown, right: unknown): boolean {
  if (operator === '<>') return left !== right;
  if (left === undefined || typeof left !== typeof right) return false;
  const [a, b] = [left as string, right as string];
  switch (operator) {
    case '=':
      return a === b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      throw new Error(`The table in memory does not know the operator ${operator}.`);
  }
}

function withoutUndefined(item: Item): Item {
  const kept: Item = {};
  for (const name in item) if (item[name] !== undefined) kept[name] = item[name];
  return kept;
}
