import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Command, Option } from 'commander';
import { redact, RedactionRefused, type Redacted, type RedactionPolicy } from '@org/redactor';

interface Flags {
  readonly profile: NonNullable<RedactionPolicy['profile']>;
  readonly check?: boolean;
  readonly json?: boolean;
}

interface Source {
  readonly file: string;
  readonly text: string;
}

const STANDARD_INPUT = '-';

/** Kept apart from 1, which tells a gate that something was found. */
const EXIT_REFUSED = 2;

/**
 * `orchestrator redact`: everything is redacted before anything is written, so that a refusal of one file writes nothing
 * of any. What is refused is never repeated.
 */
export function redactCommand(): Command {
  return new Command('redact')
    .description('masks secrets and personal data in files or standard input, and writes the text to standard output')
    .argument('[files...]', 'UTF-8 texts; standard input when there is none, or for "-"')
    .addOption(
      new Option('--profile <name>', 'text keeps log lines and stack frames, summary removes them whole')
        .choices(['text', 'summary'])
        .default('text'),
    )
    .option('--check', 'a gate: writes file:line:column and category, never a value; exit code 1 if there is any')
    .option('--json', 'one JSON line for each input: file, text, findings, counts')
    .addHelpText(
      'after',
      '\nExit code: 0, 1 when --check found something, 2 when it was refused.' +
        '\n\nExamples:\n  kubectl logs checkout | orchestrator redact\n  orchestrator redact --check docs/*.md',
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_REFUSED))
    .action(async (files: string[], flags: Flags) => {
      const results: (Source & { readonly redacted: Redacted })[] = [];
      for (const file of files.length > 0 ? files : [STANDARD_INPUT]) {
        try {
          const text = await textOf(file);
          results.push({ file, text, redacted: redact(text, { profile: flags.profile }) });
        } catch (error) {
          process.stderr.write(`${file}: ${whyRefused(error)}\n`);
          process.exitCode = EXIT_REFUSED;
          return;
        }
      }
      for (const { file, text, redacted } of results) {
        if (flags.json) process.stdout.write(`${JSON.stringify({ file, ...redacted })}\n`);
        else process.stdout.write(flags.check ? places({ file, text }, redacted) : redacted.text);
      }
      if (flags.check && results.some(({ redacted }) => redacted.findings.length > 0)) process.exitCode = 1;
    });
}

/** Bytes that are no UTF-8, or hold NUL, may be a text in another encoding, in which no rule would recognise anything. */
async function textOf(file: string): Promise<string> {
  const bytes = await (file === STANDARD_INPUT ? buffer(process.stdin) : readFile(file));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new RedactionRefused('not_text');
  }
  if (text.includes('\0')) throw new RedactionRefused('not_text');
  return text;
}

// Of other errors only the code, which the operating system gave: a message could quote what was read.
function whyRefused(error: unknown): string {
  if (error instanceof RedactionRefused) {
    return error.reason === 'not_text' ? 'Redaction refused: this is not a text in UTF-8.' : error.message;
  }
  const { code } = error as NodeJS.ErrnoException;
  return `Redaction refused: this could not be read (${code ?? 'unknown'}).`;
}

function places({ file, text }: Source, { findings }: Redacted): string {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  let lines = '';
  for (const { start, category } of findings) {
    for (let end = text.indexOf('\n', seen); end !== -1 && end < start; end = text.indexOf('\n', end + 1)) {
      line++;
      lineStart = end + 1;
    }
    seen = start;
    lines += `${file}:${line}:${start - lineStart + 1} ${category}\n`;
  }
  return lines;
}
