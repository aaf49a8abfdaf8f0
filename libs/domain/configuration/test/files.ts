import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration, type Configuration, type ConfigurationCheck, type ConfigurationFile } from '../src/index';

export const ROOT = join(__dirname, '../../../..');

/** A good central file; a test changes only the lines that it is about. */
export const CENTRAL = `central_account_id: "999999999999"
organization_id: "o-a1b2c3d4e5"
routing_rules:
  high_severity:
    severities: [CRITICAL, HIGH]
    actions: [page_engineer, create_ticket]
integrations:
  pagerduty:
    routing_key_secret: pagerduty/routing-key
    api_key_secret: pagerduty/api-key
    service_id: PABC123
    services:
      payments: { routing_key_secret: pagerduty/payments }
  jira:
    base_url: https://example.atlassian.net
    email_secret: jira/email
    api_key_secret: jira/api-token
    project_key: OPS
    projects:
      PAY: { project_key: PAY, issue_type: Bug }
`;

/** A good client file. */
export const ACME = `client_name: Acme Corporation
client_account_id: "123456789012"
environment: production
devops_agent:
  agent_space_id: space-abc123
  region: us-east-1
`;

export function files(central: string = CENTRAL, ...clients: string[]): ConfigurationFile[] {
  return [
    { path: 'config/central_account.yaml', text: central },
    ...(clients.length > 0 ? clients : [ACME]).map((text, index) => ({
      path: `config/clients/client-${index}.yaml`,
      text,
    })),
  ];
}

/** The configuration of these files, which must be good. */
export function good(...given: Parameters<typeof files>): Configuration {
  const loaded = loadConfiguration(files(...given));
  if (!loaded.ok) throw new Error(problemsOf(loaded.problems).join('\n'));
  return loaded.configuration;
}

/** The problems of these files, as an editor shows them. */
export function refused(given: readonly ConfigurationFile[], checks: readonly ConfigurationCheck[] = []): string[] {
  const loaded = loadConfiguration(given, checks);
  return loaded.ok ? [] : problemsOf(loaded.problems);
}

/** The files of a folder of the repository. */
export function folder(path: string): ConfigurationFile[] {
  const read = (name: string) => ({ path: join(path, name), text: readFileSync(join(ROOT, path, name), 'utf8') });
  const clients = readdirSync(join(ROOT, path, 'clients')).map((name) => `clients/${name}`);
  return ['central_account.yaml', ...clients].map(read);
}

function problemsOf(
  problems: readonly { file: string; line: number; column: number; what: string; mend: string }[],
): string[] {
  return problems.map(
    ({ file, line, column, what, mend }) => `${file.replace('config/', '')}:${line}:${column} ${what} -> ${mend}`,
  );
}
