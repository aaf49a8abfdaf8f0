/** What can be masked: the words in placeholders. README has an example of each. */
export const CATEGORIES = [
  'private_key',
  'jwt',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_principal_id',
  'aws_account_id',
  'aws_private_endpoint',
  'github_token',
  'gitlab_token',
  'bitbucket_atlassian_token',
  'slack_token',
  'webhook_url',
  'google_api_key',
  'azure_secret',
  'registry_token',
  'payment_key',
  'messaging_token',
  'ai_key',
  'monitoring_key',
  'platform_token',
  'vault_token',
  'generic_password',
  'generic_api_key',
  'generic_secret',
  'auth_header',
  'session_cookie',
  'basic_auth_url',
  'connection_string_password',
  'presigned_signature',
  'ipv4',
  'ipv6',
  'mac',
  'private_hostname',
  'email',
  'phone',
  'credit_card',
  'iban',
  'national_id',
  'person_name',
  'log_line',
  'stack_trace',
] as const;

export type Category = (typeof CATEGORIES)[number];

const KNOWN: ReadonlySet<string> = new Set(CATEGORIES);

export function isCategory(word: string): word is Category {
  return KNOWN.has(word);
}

/** One of {@link CATEGORIES}, or a category of an organization's own rules. */
export type AnyCategory = Category | (string & Record<never, never>);

/** What can become a pseudonym: addresses, persons and ids, which let nobody in. */
export const PSEUDONYM_CATEGORIES: readonly Category[] = [
  'aws_account_id',
  'aws_principal_id',
  'aws_private_endpoint',
  'ipv4',
  'ipv6',
  'mac',
  'private_hostname',
  'email',
  'phone',
  'credit_card',
  'iban',
  'national_id',
  'person_name',
];
