import type { Configuration } from './schema';

/** A file as it was read: its path (for the problems, and to tell its kind) and its text. */
export interface ConfigurationFile {
  readonly path: string;
  readonly text: string;
}

/** One thing wrong in one place of one file. */
export interface ConfigurationProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly what: string;
  readonly mend: string;
}

/** A check that another package brings. `pointer` is a JSON pointer into the configuration: `/central/…`, `/clients/0/…`. */
export type ConfigurationCheck = (
  configuration: Configuration,
) => readonly { readonly pointer: string; readonly what: string; readonly mend: string }[];

/** The whole configuration, or every problem with it. */
export type LoadedConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] };

export declare function loadConfiguration(
  files: readonly ConfigurationFile[],
  checks?: readonly ConfigurationCheck[],
): LoadedConfiguration;
