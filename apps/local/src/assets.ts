import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The origin that configuration files of the demo give for integrations; the reserved TLD can never be reached. */
export const PLACEHOLDER_ORIGIN = 'http://local-cloud.invalid';

/** Copies function bundles into the run's own folder, once for each, with the local cloud's address filled in. */
export class Assets {
  private readonly copies = new Map<string, Promise<string>>();

  constructor(
    private readonly folder: string,
    private readonly origin: string,
  ) {}

  /** @returns the folder that becomes a function's LAMBDA_TASK_ROOT */
  instantiate(source: string): Promise<string> {
    return this.once(source, async (target) => {
      await cp(source, target, { recursive: true });
      const document = join(target, 'configuration.json');
      const text = await readFile(document, 'utf8').catch(() => undefined);
      if (text?.includes(PLACEHOLDER_ORIGIN)) {
        await writeFile(document, text.replaceAll(PLACEHOLDER_ORIGIN, this.origin));
      }
    });
  }

  /** For code that stands in the template itself. */
  inline(code: string): Promise<string> {
    return this.once(`inline:${code}`, (target) => writeFile(join(target, 'index.js'), code));
  }

  private once(key: string, fill: (target: string) => Promise<void>): Promise<string> {
    let copy = this.copies.get(key);
    if (!copy) {
      const target = join(this.folder, String(this.copies.size));
      copy = (async () => {
        await mkdir(target, { recursive: true });
        // Lambda treats .js as CommonJS; a package.json further up this file tree must not change that.
        if (this.copies.size <= 1) await writeFile(join(this.folder, 'package.json'), '{"type":"commonjs"}');
        await fill(target);
        return target;
      })();
      this.copies.set(key, copy);
    }
    return copy;
  }
}
