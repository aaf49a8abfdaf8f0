import { LocalCloudError } from './errors';

/**
 * A resource's properties, read with the resource's place in every complaint. A property that nobody here interprets
 * is an error, because a template that is half understood proves nothing.
 */
export class Properties {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    readonly where: string,
  ) {}

  /** Refuses properties outside both lists: those that have an effect here, and those that safely have none. */
  allow(interpreted: readonly string[], withoutEffect: readonly string[] = []): this {
    for (const name of Object.keys(this.values)) {
      if (!interpreted.includes(name) && !withoutEffect.includes(name)) {
        this.refuse(
          name,
          'the local cloud does not interpret this property',
          'leave it out, or teach it to apps/local/src',
        );
      }
    }
    return this;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  raw(name: string): unknown {
    return this.values[name];
  }

  text(name: string): string {
    return this.optionalText(name) ?? this.refuse(name, 'is missing', 'give it a value');
  }

  optionalText(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    return this.refuse(name, 'is not text', 'give it a string');
  }

  /** CloudFormation writes numbers as numbers or as text; both are read. */
  number(name: string, otherwise: number): number {
    const value = this.optionalText(name);
    if (value === undefined) return otherwise;
    const number = Number(value);
    return Number.isNaN(number) ? this.refuse(name, 'is not a number', 'give it a number') : number;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.optionalText(name);
    return value === undefined ? otherwise : value === 'true';
  }

  object(name: string): Properties {
    return this.optionalObject(name) ?? this.refuse(name, 'is missing', 'give it an object');
  }

  optionalObject(name: string): Properties | undefined {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return this.refuse(name, 'is not an object', 'give it an object');
    }
    return new Properties(value as Record<string, unknown>, `${this.where}/${name}`);
  }

  objects(name: string): Properties[] {
    return this.list(name).map((item, index) => {
      if (typeof item !== 'object' || item === null)
        return this.refuse(name, 'is not a list of objects', 'give it objects');
      return new Properties(item as Record<string, unknown>, `${this.where}/${name}/${index}`);
    });
  }

  texts(name: string): string[] {
    return this.list(name).map(String);
  }

  textMap(name: string): Record<string, string> {
    const value = this.optionalObject(name)?.values ?? {};
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, String(item)]));
  }

  refuse(name: string, what: string, mend: string): never {
    throw new LocalCloudError(`${this.where}/${name}`, what, mend);
  }

  private list(name: string): unknown[] {
    const value = this.values[name];
    if (value === undefined) return [];
    return Array.isArray(value) ? value : this.refuse(name, 'is not a list', 'give it a list');
  }
}
