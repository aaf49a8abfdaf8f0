import { centralProblems, clientProblems, type CrossProblem } from './cross';
import { pointerOf, pointerParts } from './pointers';
import {
  FILE_KINDS,
  type CentralConfiguration,
  type ClientConfiguration,
  type Configuration,
  type FileKind,
} from './schema';
import { secretsInPlaceOfNames, shaped, type ShapeProblem } from './shape';
import { readYaml, type YamlFile } from './yaml-file';

/** A file as it was read: its path (for the problems, and to tell its kind) and its text. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** One thing wrong in one place of one file: `file:line:column`, what, and the mend. Secrets are never repeated. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly mend: string;
}

/** A check that another package brings. `pointer` is a JSON pointer into the configuration: `/central/…`, `/clients/0/…`. */
export type ConfigurationCheck = (configuration: Configuration) => readonly CrossProblem[];

/** The whole configuration, or every problem with it, by file and line. */
export type LoadedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

/**
 * Reads `central_account.yaml` and `clients/*.yaml`, fills in the defaults, and checks each file and all of them together.
 * Accepted whole or refused whole, with every problem. Reads no disk: the caller brings the texts, in any order.
 *
 * @param checks run when everything else is well, so they may trust what they are given
 */
export function loadConfiguration(
  files: readonly ConfigurationFile[],
  checks: readonly ConfigurationCheck[] = [],
): LoadedConfiguration {
  const problems: ConfigurationProblem[] = [];
  const central: Read<CentralConfiguration>[] = [];
  const clients: Read<ClientConfiguration>[] = [];
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const file of sorted) {
    const kind = kindOf(file.path);
    if (kind === undefined) problems.push({ file: file.path, line: 1, column: 1, ...STRANGE_FILE });
    else if (kind === 'central') central.push(read(file, kind));
    else clients.push(read(file, kind));
  }
  const [first, second] = central;
  if (!first) problems.push({ file: FILE_KINDS.central.file, line: 1, column: 1, ...NO_CENTRAL });
  if (second) problems.push({ file: second.file.path, line: 1, column: 1, ...TWO_CENTRALS });
  for (const { file, yaml, shape } of [...central, ...clients]) {
    problems.push(...yaml.problems.map((problem) => ({ file: file.path, ...problem })));
    problems.push(...shape.map((problem) => ({ file: file.path, ...placed(yaml, problem) })));
  }

  const good = clients.filter((client) => client.value !== undefined);
  const values = good.map(({ value }) => value as ClientConfiguration);
  const at = (found: readonly CrossProblem[]) => found.map((problem) => placedInFiles(problem, first, good));
  problems.push(...at(clientProblems(values, first?.value)));
  if (first?.value) problems.push(...at(centralProblems(first.value)));
  if (problems.length === 0 && first?.value) {
    const configuration: Configuration = { central: first.value, clients: values };
    problems.push(...at(checks.flatMap((check) => check(configuration))));
    if (problems.length === 0) return { ok: true, configuration };
  }
  return { ok: false, problems: problems.sort(byPlace) };
}

interface Read<T> {
  readonly file: ConfigurationFile;
  readonly yaml: YamlFile;
  readonly shape: readonly ShapeProblem[];
  readonly value?: T;
}

function read<T>(file: ConfigurationFile, kind: FileKind): Read<T> {
  const yaml = readYaml(file.text);
  if (yaml.problems.length > 0) return { file, yaml, shape: [] };
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    return {
      file,
      yaml,
      shape: [
        {
          pointer: '',
          what: 'the file holds no keys',
          mend: `write it as ${FILE_KINDS[kind].file} is described in the README`,
        },
      ],
    };
  }
  const { schema } = FILE_KINDS[kind];
  const result = shaped<T>(schema, yaml.value, yaml.source);
  const names = secretsInPlaceOfNames(schema, yaml.value);
  if (!result.ok) {
    const known = new Set(result.problems.map(({ pointer }) => pointer));
    return { file, yaml, shape: [...result.problems, ...names.filter(({ pointer }) => !known.has(pointer))] };
  }
  return names.length > 0 ? { file, yaml, shape: names } : { file, yaml, shape: [], value: result.value };
}

function kindOf(path: string): FileKind | undefined {
  const parts = path.split(/[/\\]/);
  const name = parts.at(-1) ?? '';
  if (name === FILE_KINDS.central.file) return 'central';
  return parts.at(-2) === 'clients' && name.endsWith('.yaml') ? 'client' : undefined;
}

const STRANGE_FILE = {
  what: 'this is no file of the configuration',
  mend: 'name it central_account.yaml, or put it into clients/ with the ending .yaml',
};
const NO_CENTRAL = { what: 'the central file is missing', mend: 'add central_account.yaml' };
const TWO_CENTRALS = { what: 'there is a second central file', mend: 'keep one central_account.yaml' };

function placed(yaml: YamlFile, { pointer, what, mend, part }: ShapeProblem) {
  return { ...yaml.place(pointer, part), what, mend };
}

function placedInFiles(
  { pointer, what, mend }: CrossProblem,
  central: Read<CentralConfiguration> | undefined,
  clients: readonly Read<ClientConfiguration>[],
): ConfigurationProblem {
  const [side, ...rest] = pointerParts(pointer);
  const source = side === 'clients' ? clients[Number(rest.shift())] : central;
  if (!source) return { file: FILE_KINDS.central.file, line: 1, column: 1, what, mend };
  return { file: source.file.path, ...source.yaml.place(pointerOf(...rest)), what, mend };
}

function byPlace(a: ConfigurationProblem, b: ConfigurationProblem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
