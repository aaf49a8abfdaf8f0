// Writes the JSON Schemas of the configuration files for editors: `npx nx run @org/configuration:schemas`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { FILE_KINDS, jsonSchema } from './dist/index.js';

const folder = new URL('../../../config/schema/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const kind of Object.keys(FILE_KINDS)) {
  const name = FILE_KINDS[kind].schemaFile;
  writeFileSync(new URL(name, folder), `${JSON.stringify(jsonSchema(kind), null, 2)}\n`);
}
