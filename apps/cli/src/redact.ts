import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { Command, Option } from 'commander';
import { RedactionRefused, type RedactionPolicy } from '@org/redactor';
import { redactStream, type StreamFinding } from '@org/redactor/stream';
import { readRedactionRules, RulesRefused } from './redaction-rules';

interface Flags {
  readonly profile: NonNullable<RedactionPolicy['profile']>;
  readonly rules?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

const STANDARD_INPUT = '-';

/** Kept apart from 1, which tells a gate that something was found. */
const EXIT_REFUSED = 2;

/**
 * `orchestrator redact`: inputs of any size pass through in pieces of a few hundred kilobytes. A refusal ends it, but
 * for a gate, which looks at all the others: what was written until then is redacted, and what is refused is never repeated.
 */
export function redactCommand(): Command {
  return new Command('redact')
    .description('masks secrets and personal data in files or standard input, and writes the text to standard output')
    .argument('[files...]', 'UTF-8 texts of any size; standard input when there is none, or for "-"')
    .addOption(
      new Option('--profile <name>', 'text keeps log lines and stack frames, summary removes them whole')
        .choices(['text', 'summary'])
        .default('text'),
    )
    .option(
      '--rules <file>',
      "YAML of an organization's own rules, asked before all others; checked first, with its proofs",
    )
    .option('--check', 'a gate: writes file:line:column and category, never a value; exit code 1 if there is any')
    .option('--json', 'one JSON line for each piece of an input, of 256 KiB or less: file, text, findings, counts')
    .addHelpText(
      'after',
      '\nExit code: 0, 1 when --check found something, 2 when it was refused.' +
        '\n\nExamples:\n  kubectl logs checkout | orchestrator redact\n  orchestrator redact --check docs/*.md',
    )
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_REFUSED))
    .action(async (files: string[], flags: Flags) => {
      let policy: RedactionPolicy = { profile: flags.profile };
      if (flags.rules !== undefined) {
        try {
          policy = { ...policy, rules: readRedactionRules(flags.rules) };
        } catch (error) {
          process.stderr.write(
            error instanceof RulesRefused ? `${error.message}\n` : `${flags.rules}: ${whyRefused(error)}\n`,
          );
          process.exitCode = EXIT_REFUSED;
          return;
        }
      }
      let found = false;
      for (const file of files.length > 0 ? files : [STANDARD_INPUT]) {
        try {
          found = (await redactFile(file, policy, flags)) || found;
        } catch (error) {
          process.stderr.write(`${file}: ${whyRefused(error)}\n`);
          process.exitCode = EXIT_REFUSED;
          if (!flags.check) return;
        }
      }
      if (flags.check && found) process.exitCode ??= 1;
    });
}

/** Writes what the flags ask for of one input; answers whether anything was masked in it. */
async function redactFile(file: string, policy: RedactionPolicy, { check, json }: Flags): Promise<boolean> {
  let found = false;
  let findings: StreamFinding[] = [];
  const write = (text: string) => {
    if (json) return put(`${JSON.stringify({ file, text, findings, counts: countsOf(findings) })}\n`);
    if (!check) return put(text);
    return put(findings.map(({ line, column, category }) => `${file}:${line}:${column} ${category}\n`).join(''));
  };
  const redacted = redactStream(policy, (finding) => {
    found = true;
    findings.push(finding);
  });
  let pieces = 0;
  for await (const text of redacted(textOf(file))) {
    await write(text);
    findings = [];
    pieces++;
  }
  // Lines that went whole up to the very end have their place in a piece before; an empty input has no piece.
  if (findings.length > 0 || pieces === 0) await write('');
  return found;
}

async function put(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

function countsOf(findings: readonly StreamFinding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { category } of findings) counts[category] = (counts[category] ?? 0) + 1;
  return counts;
}

/** Bytes that are no UTF-8, or hold NUL, may be a text in another encoding, in which no rule would recognise anything. */
async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decoded = (bytes?: Uint8Array) => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: bytes !== undefined });
    } catch {
      throw new RedactionRefused('not_text');
    }
    if (text.includes('\0')) throw new RedactionRefused('not_text');
    return text;
  };
  const input: AsyncIterable<Buffer> = file === STANDARD_INPUT ? process.stdin : createReadStream(file);
  for await (const bytes of input) yield decoded(bytes);
  yield decoded();
}

// Of other errors only the code, which the operating system gave: a message could quote what was read.
function whyRefused(error: unknown): string {
  if (error instanceof RedactionRefused) {
    return error.reason === 'not_text' ? 'Redaction refused: this is not a text in UTF-8.' : error.message;
  }
  const { code } = error as NodeJS.ErrnoException;
  return `Redaction refused: this could not be read (${code ?? 'unknown'}).`;
}
