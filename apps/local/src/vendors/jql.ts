/** What of JQL the stand-in understands: `field = value`, `field in (…)`, joined by AND, and ORDER BY created. */
export interface Jql {
  readonly conditions: readonly { readonly field: 'project' | 'labels' | 'key'; readonly values: readonly string[] }[];
  readonly newestFirst: boolean;
}

const FIELDS: Readonly<Record<string, 'project' | 'labels' | 'key'>> = {
  project: 'project',
  labels: 'labels',
  key: 'key',
  issuekey: 'key',
};

/** Parses it, or says like Jira why not. */
export function parseJql(source: string): Jql | { readonly error: string } {
  const tokens = source.match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[()=,]|[^\s()=,"']+/g) ?? [];
  if (tokens.join('') !== source.replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s+/g, '$1')) {
    return { error: 'Error in the JQL Query: The quoted string has not been completed.' };
  }
  let at = 0;
  const word = () => tokens[at]?.toLowerCase();
  const refuse = () => ({
    error: `Error in the JQL Query: ${at < tokens.length ? `Unexpected or unsupported '${tokens[at]}'` : 'Unexpected end'}. (line 1)`,
  });
  const conditions: { field: 'project' | 'labels' | 'key'; values: string[] }[] = [];
  while (at < tokens.length && word() !== 'order') {
    if (conditions.length > 0) {
      if (word() !== 'and') return refuse();
      at++;
    }
    const field = FIELDS[word() ?? ''];
    if (!field) return refuse();
    at++;
    const many = word() === 'in';
    if (!many && word() !== '=') return refuse();
    at++;
    if (many && tokens[at++] !== '(') return refuse();
    const values: string[] = [];
    do {
      const value = tokens[at];
      if (value === undefined || /^[()=,]$/.test(value)) return refuse();
      values.push(unquoted(value));
      at++;
    } while (many && tokens[at] === ',' && at++);
    if (many && tokens[at++] !== ')') return refuse();
    conditions.push({ field, values });
  }
  let newestFirst = true;
  if (word() === 'order') {
    if (tokens[at + 1]?.toLowerCase() !== 'by' || tokens[at + 2]?.toLowerCase() !== 'created') return refuse();
    at += 3;
    newestFirst = word() === 'desc';
    if (word() === 'desc' || word() === 'asc') at++;
  }
  if (at < tokens.length) return refuse();
  if (conditions.length === 0) {
    return { error: 'Unbounded JQL queries are not allowed here. Please add a search restriction to your query.' };
  }
  return { conditions, newestFirst };
}

function unquoted(token: string): string {
  return /^["']/.test(token) ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
}
