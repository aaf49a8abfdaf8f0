/** What a category is about; colours go by it, and never without the category's own name beside them. */
export type Kind = 'secret' | 'person' | 'network' | 'aws' | 'raw';

/** Everything that is not named here lets somebody in: a secret. */
const KINDS: Readonly<Record<string, Kind>> = {
  email: 'person',
  phone: 'person',
  credit_card: 'person',
  iban: 'person',
  national_id: 'person',
  person_name: 'person',
  ipv4: 'network',
  ipv6: 'network',
  mac: 'network',
  private_hostname: 'network',
  aws_private_endpoint: 'network',
  aws_account_id: 'aws',
  aws_principal_id: 'aws',
  resource: 'aws',
  log_line: 'raw',
  stack_trace: 'raw',
};

export function kindOf(category: string): Kind {
  return KINDS[category] ?? 'secret';
}

/** `[ipv4]`, also with what an equal value or a pseudonym puts behind the category. */
const PLACEHOLDER = /(\[[a-z][a-z0-9_]*(?::[a-z0-9.]+)?\])/;

/** Text that crossed: what stands in the place of a redacted value shows that it does. */
export function Redacted({ text }: { text: string }) {
  return (
    <>
      {text.split(PLACEHOLDER).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <span key={index} class={`placeholder ${kindOf(/\w+/.exec(part)?.[0] ?? '')}`}>
            {part}
          </span>
        ),
      )}
    </>
  );
}
