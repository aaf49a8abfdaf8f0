import { ALNUM, DOT, URL_SAFE, isAt, isLeftEdge, isRightEdge, runEnd, runStart } from '../../characters';
import type { Proofs, RedactionRule } from '../../rule';
import { tokens } from '../../token';

// HashiCorp Vault documentation, "Tokens": hvs. service, hvb. batch, hvr. recovery; s. before version 1.10.
const vault = tokens('vault-token', 'vault_token', 'hvs. hvb. hvr.: url 16-400');

const vaultLegacy: RedactionRule = {
  id: 'vault-legacy-token',
  category: 'vault_token',
  on: { literals: ['s.', 'b.'] },
  find: (text, at, after) => {
    if (!isLeftEdge(text, at) || isAt(text, at - 1, DOT)) return undefined;
    const end = runEnd(text, after, ALNUM, 25);
    const body = text.slice(after, end);
    return body.length === 24 &&
      isRightEdge(text, end) &&
      text[end] !== '(' &&
      /\d/.test(body) &&
      /[a-z]/.test(body) &&
      /[A-Z]/.test(body)
      ? { start: at, end }
      : undefined;
  },
};

// HCP Terraform: 14 characters, ".atlasv1.", and 60 or more.
const terraform: RedactionRule = {
  id: 'terraform-token',
  category: 'vault_token',
  on: { literals: ['.atlasv1.'] },
  find: (text, at, after, floor) => {
    const start = runStart(text, at, ALNUM, floor, 20);
    const end = runEnd(text, after, URL_SAFE, 200);
    return at - start >= 10 && end - after >= 20 ? { start, end } : undefined;
  },
};

export const hashicorpRules: readonly RedactionRule[] = [vault, vaultLegacy, terraform];

export const proofs: Proofs = {
  'vault-token': {
    finds: ['vault_token = "«hvs.M6Wh0W2LgrhzTH2iR1IDW2NMAdprluft8VhO5tuoeFYKzKZ8MpND0aOO»"'],
    leaves: ['hvs.', 'hvs.io'],
  },
  'vault-legacy-token': {
    finds: ['X-Vault-Token «s.8dk2eZ3yd8ABq91LmZ0qTr5W»'],
    leaves: ['s.isEmpty', 's.getElementsByClassNameXYZ'],
  },
  'terraform-token': {
    finds: ['rotated «rOohGwkMDwq6BD.atlasv1.uRy4qgx1Hq-uMq3RgFP9Kx5np6mjQ7brmNuIk» today'],
    leaves: ['x.atlasv1.y'],
  },
};
