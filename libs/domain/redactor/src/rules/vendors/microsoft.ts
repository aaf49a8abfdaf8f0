import { BASE64, DIGIT, DOT, URL_SAFE, isAt, isLeftEdge, isRightEdge, runEnd, runStart } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';

// Microsoft Entra ID client secrets: three characters, a digit, "Q~", then 31 to 34 of a URL-safe alphabet with ~.
const entraSecret: RedactionRule = {
  id: 'entra-client-secret',
  category: 'azure_secret',
  on: { literals: ['Q~'] },
  find: (text, at, after, floor) => {
    const start = at - 4;
    if (
      start < floor ||
      !isAt(text, at - 1, DIGIT) ||
      !isLeftEdge(text, start) ||
      runStart(text, at, URL_SAFE | DOT, start, 4) !== start
    )
      return undefined;
    let end = after;
    while (end - after < 40 && (isAt(text, end, URL_SAFE | DOT) || text[end] === '~')) end++;
    while (isAt(text, end - 1, DOT)) end--;
    return end - after >= 24 && isRightEdge(text, end) ? { start, end } : undefined;
  },
};

// Azure Storage, Cosmos DB, Service Bus and SAS: the fields of the connection strings that hold the key.
const accountKey: RedactionRule = {
  id: 'azure-account-key',
  category: 'azure_secret',
  on: { literals: ['AccountKey=', 'SharedAccessKey=', 'SharedSecretValue=', 'accountkey='] },
  find: (text, _at, after) => {
    const end = runEnd(text, after, BASE64, 200);
    return end - after >= 20 ? { start: after, end } : undefined;
  },
};

export const microsoftRules: readonly RedactionRule[] = [entraSecret, accountKey];

export const proofs: Proofs = {
  'entra-client-secret': {
    finds: ['rotated «fhd8Q~U3MJn3S_q2YbhwTA0R8B2fyBBmHf5ZrDfq» today'],
    leaves: ['8Q~', 'abc8Q~short'],
  },
  'azure-account-key': {
    finds: [
      'AccountName=dkyjorqgzt;AccountKey=«hGbD2gRdTEswL1XvirYDr163v9rCXeheQGQaSI0pRDXHSMmLeI4uzhTO7Ip7==»;EndpointSuffix=core.windows.net',
    ],
    leaves: ['AccountKey=;', 'AccountKey=<key>'],
  },
};
