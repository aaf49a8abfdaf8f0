import { LocalCloudError } from './errors';

/** A synthesized CloudFormation template, as far as the local cloud looks into it. */
export interface Template {
  readonly Parameters?: Record<string, TemplateParameter>;
  readonly Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  readonly Conditions?: Record<string, unknown>;
  readonly Resources: Record<string, TemplateResource>;
  readonly Outputs?: Record<string, { readonly Value: unknown; readonly Condition?: string }>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly MinLength?: number | string;
  readonly MaxLength?: number | string;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
}

/** What a resource answers to `Ref` and to `Fn::GetAtt`. */
export interface Created {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where a template is being run: the values of the pseudo parameters. */
export interface StackIdentity {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
}

// AWS CloudFormation quotas, "Parameter values": 4,096 bytes each.
const MAX_PARAMETER_BYTES = 4096;

/**
 * Evaluates the intrinsic functions of one template for one account and Region. Resources must be announced with
 * {@link Evaluation.create} before another resource refers to them, in the order of {@link creationOrder}.
 */
export class Evaluation {
  private readonly parameters: Record<string, string | string[]>;
  private readonly created = new Map<string, Created>();
  private readonly conditions = new Map<string, boolean>();

  constructor(
    readonly template: Template,
    /** Named in every error: the template's file, or whatever helps to find it. */
    readonly source: string,
    readonly identity: StackIdentity,
    given: Readonly<Record<string, string>> = {},
  ) {
    this.parameters = checkParameters(template.Parameters ?? {}, given, source);
  }

  create(logicalId: string, created: Created): void {
    this.created.set(logicalId, created);
  }

  /** True when the resource or output has no condition, or its condition holds. */
  isWanted(element: { readonly Condition?: string }, where: string): boolean {
    return element.Condition === undefined || this.condition(element.Condition, where);
  }

  /** The value with every intrinsic function replaced; `undefined` when it is `AWS::NoValue`. */
  value(node: unknown, where: string): unknown {
    if (Array.isArray(node)) {
      return node.map((item, index) => this.value(item, `${where}/${index}`)).filter((item) => item !== undefined);
    }
    if (!isRecord(node)) return node;
    const [name, argument] = onlyEntry(node);
    if (name === 'Ref') return this.ref(String(argument), where);
    if (name?.startsWith('Fn::')) return this.intrinsic(name, argument, where);
    const result: Record<string, unknown> = {};
    for (const [key, child] of Object.entries(node)) {
      const value = this.value(child, `${where}/${key}`);
      if (value !== undefined) result[key] = value;
    }
    return result;
  }

  condition(name: string, where: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    const expression = this.template.Conditions?.[name];
    if (expression === undefined) {
      throw this.error(where, `there is no condition "${name}"`, 'declare it under Conditions, or correct its name');
    }
    const holds = this.truth(expression, `Conditions/${name}`);
    this.conditions.set(name, holds);
    return holds;
  }

  private truth(node: unknown, where: string): boolean {
    const [name, argument] = isRecord(node) ? onlyEntry(node) : [undefined, undefined];
    const branches = () =>
      this.list(argument, where).map((item, index) => this.truth(item, `${where}/${name}/${index}`));
    switch (name) {
      case 'Fn::Equals': {
        const [left, right] = this.list(argument, where).map((item) => JSON.stringify(this.value(item, where)));
        return left === right;
      }
      case 'Fn::And':
        return branches().every(Boolean);
      case 'Fn::Or':
        return branches().some(Boolean);
      case 'Fn::Not':
        return !branches()[0];
      case 'Condition':
        return this.condition(String(argument), where);
      default:
        throw this.error(
          where,
          `${JSON.stringify(node)} is not a condition`,
          'use Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition',
        );
    }
  }

  private ref(name: string, where: string): unknown {
    const { account, region, stackName } = this.identity;
    switch (name) {
      case 'AWS::AccountId':
        return account;
      case 'AWS::Region':
        return region;
      case 'AWS::StackName':
        return stackName;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::NotificationARNs':
        return [];
      case 'AWS::NoValue':
        return undefined;
    }
    const parameter = this.parameters[name];
    if (parameter !== undefined) return parameter;
    return this.resource(name, where).ref;
  }

  private resource(logicalId: string, where: string): Created {
    const created = this.created.get(logicalId);
    if (created) return created;
    throw this.error(
      where,
      `"${logicalId}" is neither a parameter nor a resource that exists here`,
      'correct the name, or the condition that keeps the resource from being created',
    );
  }

  private attribute(logicalId: string, name: string, where: string): string {
    const value = this.resource(logicalId, where).attributes[name];
    if (value !== undefined) return value;
    throw this.error(
      where,
      `the local cloud knows no attribute "${name}" of ${this.template.Resources[logicalId]?.Type} "${logicalId}"`,
      'correct the attribute, or teach it to the file in apps/local/src that creates this type',
    );
  }

  private intrinsic(name: string, argument: unknown, where: string): unknown {
    const at = `${where}/${name}`;
    switch (name) {
      case 'Fn::GetAtt': {
        const [logicalId = '', ...path] =
          typeof argument === 'string' ? argument.split('.') : this.strings(argument, at);
        return this.attribute(logicalId, path.join('.'), at);
      }
      case 'Fn::Join': {
        const [separator, items] = this.list(argument, at);
        return this.strings(items, at).join(String(separator));
      }
      case 'Fn::Sub':
        return this.substitute(argument, at);
      case 'Fn::Select': {
        const [index, items] = this.list(argument, at);
        const list = this.value(items, at);
        const item = Array.isArray(list) ? list[Number(this.value(index, at))] : undefined;
        if (item === undefined)
          throw this.error(at, 'selects an item that the list does not have', 'correct the index');
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = this.list(argument, at);
        return String(this.value(text, at)).split(String(separator));
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = this.list(argument, at);
        return this.value(this.condition(String(condition), at) ? then : otherwise, at);
      }
      case 'Fn::Equals':
      case 'Fn::And':
      case 'Fn::Or':
      case 'Fn::Not':
        return this.truth({ [name]: argument }, where);
      case 'Fn::FindInMap': {
        const [map = '', first = '', second = ''] = this.strings(argument, at);
        const found = this.template.Mappings?.[map]?.[first]?.[second];
        if (found === undefined) {
          throw this.error(at, `there is no ${map} / ${first} / ${second} in Mappings`, 'add it, or correct the keys');
        }
        return found;
      }
      case 'Fn::Base64':
        return Buffer.from(String(this.value(argument, at))).toString('base64');
      default:
        throw this.error(
          where,
          `the local cloud does not know the intrinsic function ${name}`,
          'express it with another, or teach it to apps/local/src/template.ts',
        );
    }
  }

  private substitute(argument: unknown, where: string): string {
    const [text, variables] = typeof argument === 'string' ? [argument, {}] : this.list(argument, where);
    const own = isRecord(variables) ? variables : {};
    return String(text).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      if (name in own) return String(this.value(own[name], where));
      const dot = name.indexOf('.');
      if (dot < 0) return String(this.ref(name, where));
      return this.attribute(name.slice(0, dot), name.slice(dot + 1), where);
    });
  }

  private list(node: unknown, where: string): readonly unknown[] {
    if (Array.isArray(node)) return node;
    throw this.error(where, 'expects a list', 'give its arguments as a list');
  }

  private strings(node: unknown, where: string): string[] {
    const value = this.value(node, where);
    return this.list(value, where).map(String);
  }

  private error(where: string, what: string, mend: string): LocalCloudError {
    return new LocalCloudError(`${this.source}, ${where}`, what, mend);
  }
}

/**
 * The resources in an order in which each comes after those it refers to or depends on.
 *
 * @throws LocalCloudError naming the circle, when there is one
 */
export function creationOrder(template: Template, source: string): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    const resource = template.Resources[logicalId];
    if (!resource || state.get(logicalId) === 'done') return;
    if (state.get(logicalId) === 'open') {
      throw new LocalCloudError(
        `${source}, Resources/${logicalId}`,
        `resources depend on each other in a circle: ${[...path, logicalId].join(' -> ')}`,
        'break the circle',
      );
    }
    state.set(logicalId, 'open');
    const dependsOn = typeof resource.DependsOn === 'string' ? [resource.DependsOn] : (resource.DependsOn ?? []);
    for (const other of [...dependsOn, ...references(resource.Properties)]) visit(other, [...path, logicalId]);
    state.set(logicalId, 'done');
    order.push(logicalId);
  };
  for (const logicalId of Object.keys(template.Resources)) visit(logicalId, []);
  return order;
}

/** Every name that Ref, Fn::GetAtt or Fn::Sub mention, whether or not it is a resource. */
function* references(node: unknown): Generator<string> {
  if (Array.isArray(node)) for (const item of node) yield* references(item);
  if (!isRecord(node)) return;
  for (const [key, child] of Object.entries(node)) {
    if (key === 'Ref') yield String(child);
    else if (key === 'Fn::GetAtt') yield String(Array.isArray(child) ? child[0] : String(child).split('.')[0]);
    else if (key === 'Fn::Sub') {
      const text = Array.isArray(child) ? child[0] : child;
      for (const match of String(text).matchAll(/\$\{([^!}.][^}.]*)/g)) yield match[1] ?? '';
      yield* references(child);
    } else yield* references(child);
  }
}

function checkParameters(
  declared: Record<string, TemplateParameter>,
  given: Readonly<Record<string, string>>,
  source: string,
): Record<string, string | string[]> {
  for (const name of Object.keys(given)) {
    if (!declared[name]) {
      throw new LocalCloudError(
        `${source}, Parameters`,
        `the template has no parameter "${name}"`,
        `its parameters are: ${Object.keys(declared).join(', ') || 'none'}`,
      );
    }
  }
  const checked: Record<string, string | string[]> = {};
  for (const [name, parameter] of Object.entries(declared)) {
    const where = `${source}, Parameters/${name}`;
    const value = given[name] ?? (parameter.Default === undefined ? undefined : String(parameter.Default));
    if (value === undefined)
      throw new LocalCloudError(where, 'has no value and no default', 'give the parameter a value');
    const refuse = (what: string): never => {
      throw new LocalCloudError(where, what, 'correct the value given to the stack');
    };
    if (Buffer.byteLength(value) > MAX_PARAMETER_BYTES) refuse(`is longer than ${MAX_PARAMETER_BYTES} bytes`);
    if (parameter.AllowedValues && !parameter.AllowedValues.map(String).includes(value))
      refuse('is not an allowed value');
    if (parameter.AllowedPattern && !new RegExp(`^(?:${parameter.AllowedPattern})$`).test(value)) {
      refuse(`does not match ${parameter.AllowedPattern}`);
    }
    if (parameter.MinLength !== undefined && value.length < Number(parameter.MinLength)) refuse('is too short');
    if (parameter.MaxLength !== undefined && value.length > Number(parameter.MaxLength)) refuse('is too long');
    if (parameter.Type === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) refuse('is not a number');
    const isList = parameter.Type === 'CommaDelimitedList' || parameter.Type.startsWith('List<');
    checked[name] = isList ? value.split(',').map((item) => item.trim()) : value;
  }
  return checked;
}

function onlyEntry(node: Record<string, unknown>): [string, unknown] | [undefined, undefined] {
  const entries = Object.entries(node);
  return entries.length === 1 && entries[0] ? entries[0] : [undefined, undefined];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
